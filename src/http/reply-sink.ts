import type { ServerResponse } from 'node:http'
import type { LazyBytes } from '../plan/plan.ts'
import type { Ending, Head, Sink } from '../play/sink.ts'
import type { Bytes } from '../upstream.ts'
import { reasonPhrase } from './reason-phrase.ts'

/** The gateway's HTTP server cuts an event into chunks of at most this many bytes. */
const CHUNK_BYTES = 4096
/** A reset needs this much silence before it, or it overtakes what was written. Milliseconds. */
const QUIET_BEFORE_RESET = 5

/** Sends a plan's bytes as an HTTP response, header names and their order untouched. */
export class ReplySink implements Sink {
  readonly #response: ServerResponse
  #chunked = false

  constructor(response: ServerResponse) {
    this.#response = response
  }

  head(head: Head): void {
    const response = this.#response
    const flat: string[] = []
    for (const [name, value] of head.headers) flat.push(name, value)
    response.sendDate = false
    // Node would add `Connection: keep-alive` of its own; the gateway does not.
    response.removeHeader('connection')
    response.writeHead(head.status, reasonPhrase(head.status), flat)
    this.#chunked = head.framing === 'chunked'
    // The framing is ours: one HTTP chunk per event, as the gateway cuts them.
    response.chunkedEncoding = false
  }

  write(pieces: readonly LazyBytes[]): boolean {
    const rest = this.#writeBytes(pieces)
    return rest === '' ? !this.#response.writableNeedDrain : this.#response.write(rest)
  }

  drained(callback: () => void): void {
    this.#response.once('drain', callback)
  }

  finish(ending: Ending, pieces: readonly LazyBytes[] = []): void {
    const response = this.#response
    const { socket } = response
    const rest = this.#writeBytes(pieces)
    if (ending === 'end') return void response.end(this.#chunked ? `${rest}0\r\n\r\n` : rest)
    if (rest !== '') response.write(rest)
    if (ending === 'cut') socket?.end()
    else if (ending === 'reset') setTimeout(() => socket?.resetAndDestroy(), QUIET_BEFORE_RESET)
  }

  /** Writes whatever can only go as bytes; gives back the text that follows it. */
  #writeBytes(pieces: readonly LazyBytes[]): string {
    let text = ''
    for (const piece of pieces) {
      const data = this.#chunked ? chunked(made(piece)) : made(piece)
      if (typeof data === 'string') text += data
      else {
        if (text !== '') this.#response.write(text)
        text = ''
        this.#response.write(data)
      }
    }
    return text
  }
}

function made(data: LazyBytes): Bytes {
  return typeof data === 'function' ? data() : data
}

/** A piece as HTTP chunks: text as long as it fits into one, bytes where it has to be cut. */
function chunked(data: Bytes): Bytes {
  if (typeof data === 'string') {
    const length = Buffer.byteLength(data)
    if (length <= CHUNK_BYTES) return length === 0 ? '' : `${length.toString(16)}\r\n${data}\r\n`
    return chunked(Buffer.from(data))
  }
  const parts: Uint8Array[] = []
  for (let at = 0; at < data.length; at += CHUNK_BYTES) {
    const part = data.subarray(at, at + CHUNK_BYTES)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, CRLF)
  }
  return Buffer.concat(parts)
}

const CRLF = Buffer.from('\r\n')
