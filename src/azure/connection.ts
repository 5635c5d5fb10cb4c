import type { GatewayRequest } from '../contracts/front-end.ts'

/** Whether the connection closes after the answer: a client says so, an old one unless it says the contrary. */
export function closes({ headers, httpVersion }: GatewayRequest): boolean {
  const words = (headers.get('connection') ?? '').toLowerCase().split(/\s*,\s*/)
  return words.includes('close') || (httpVersion === '1.0' && !words.includes('keep-alive'))
}
