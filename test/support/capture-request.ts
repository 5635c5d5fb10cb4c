import type { Capture, CapturedRequest, WireStep } from './capture.ts'

/**
 * What to write on a socket to send a capture's request: bytes as they are, `{ pause }` in ms, `{ hangUp }`.
 * `host` is the value of the Host header, which the recordings leave out. An ordinary request is one step.
 */
export function requestBytes(capture: Capture, host: string): readonly WireStep[] {
  const { request } = capture
  if (!('wire' in request)) return [ordinary(request, host)]
  return request.wire.map((step) => (typeof step === 'string' ? step.replaceAll('{host}', host) : step))
}

function ordinary(request: CapturedRequest, host: string): Uint8Array {
  const headers = [['Host', host] as const, ...request.headers].map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const head = `${request.method} ${request.url} HTTP/1.1\r\n${headers.join('')}\r\n`
  return new Uint8Array(Buffer.concat([Buffer.from(head), Buffer.from(request.body)]))
}
