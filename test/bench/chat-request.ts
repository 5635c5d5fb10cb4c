import { HeaderMap } from '../../src/message/header-map.ts'
import type { GatewayRequest } from '../../src/contracts/front-end.ts'

/** A chat request with one user message, as the emulator takes it. */
export function chatRequest(content: string, stream: boolean): GatewayRequest {
  const body = Buffer.from(
    JSON.stringify({ messages: [{ role: 'user', content }], ...(stream ? { stream } : {}) }),
  )
  return {
    method: 'POST',
    target: '/openai/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
    headers: new HeaderMap([
      ['Host', 'localhost'],
      ['Content-Type', 'application/json'],
      ['Content-Length', String(body.length)],
    ]),
    body,
    httpVersion: '1.1',
  }
}
