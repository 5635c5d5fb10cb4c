import { reasonPhrase } from './reason-phrase.ts'

/** What fasthttp 1.68.0 says to a request that it cannot take: it closes the connection behind it. */
export interface Refusal {
  readonly status: number
  readonly text: string
}

export const BAD_REQUEST_TEXT = 'Error when parsing request'
export const BAD_REQUEST: Refusal = { status: 400, text: BAD_REQUEST_TEXT }
export const TOO_LARGE_HEAD: Refusal = { status: 431, text: 'Too big request header' }

/** A refusal as it stands on the wire. `server`: the `Server` header, if there is one; `now`: ms since 1970. */
export function refusalText({ status, text }: Refusal, server: string | undefined, now: number): string {
  const lines = [
    `HTTP/1.1 ${status} ${reasonPhrase(status)}`,
    ...(server === undefined ? [] : [`Server: ${server}`]),
    `Date: ${new Date(now).toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}
