import type { HeaderMap } from '../message/header-map.ts'

/** What a request says about its connection. */
export interface ConnectionAsked {
  readonly headers: HeaderMap
  readonly httpVersion: string
}

/**
 * Whether the gateway's HTTP server closes the connection after its answer. Only the last `Connection` header counts, and
 * only the exact word `close`; an old client has to ask for the contrary.
 */
export function closesConnection(request: ConnectionAsked): boolean {
  const last = lastConnection(request.headers)
  if (last === 'close') return true
  return request.httpVersion === '1.0' && !/(?:^|,)\s*keep-alive\s*(?:,|$)/i.test(last)
}

/** The `Connection` header of an answer; most have none. */
export function connectionHeader(request: ConnectionAsked): 'close' | 'keep-alive' | undefined {
  if (closesConnection(request)) return 'close'
  return request.httpVersion === '1.0' ? 'keep-alive' : undefined
}

function lastConnection(headers: HeaderMap): string {
  return headers.last('connection') ?? ''
}
