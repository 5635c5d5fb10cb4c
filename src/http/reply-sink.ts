import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import type { LazyBytes } from '../plan/plan.ts'
import type { Ending, Head, Sink } from '../play/sink.ts'
import { chunkOf, madeOf } from './chunk.ts'
import { reasonPhrase } from './reason-phrase.ts'

/** A reset needs this much silence before it, or it overtakes what was written. Milliseconds. */
const QUIET_BEFORE_RESET = 5

/** Sends a plan's bytes as an HTTP response, header names and their order untouched. */
export class ReplySink implements Sink {
  readonly #response: ServerResponse
  #chunked = false
  /** Where the body goes; raw bytes go past the response. */
  #out: Writable

  constructor(response: ServerResponse) {
    this.#response = response
    this.#out = response
  }

  head(head: Head, alone: boolean): void {
    const response = this.#response
    if (head.framing === 'raw') {
      // Nobody but the plan writes on this connection any more.
      this.#out = response.socket ?? response
      return
    }
    const flat: string[] = []
    for (const [name, value] of head.headers) flat.push(name, value)
    response.sendDate = false
    // Node would add `Connection: keep-alive` of its own; the gateway does not.
    response.removeHeader('connection')
    response.writeHead(head.status, reasonPhrase(head.status), flat)
    this.#chunked = head.framing === 'chunked'
    // The framing is ours: one HTTP chunk per event, as the gateway cuts them.
    response.chunkedEncoding = false
    if (alone) response.flushHeaders()
  }

  write(pieces: readonly LazyBytes[]): boolean {
    const rest = this.#writeBytes(pieces)
    return rest === '' ? !this.#out.writableNeedDrain : this.#out.write(rest)
  }

  drained(callback: () => void): void {
    this.#out.once('drain', callback)
  }

  finish(ending: Ending, pieces: readonly LazyBytes[] = []): void {
    const { socket } = this.#response
    const rest = this.#writeBytes(pieces)
    if (ending === 'end') return void this.#out.end(this.#chunked ? `${rest}0\r\n\r\n` : rest)
    if (rest !== '') this.#out.write(rest)
    if (ending === 'cut') socket?.end()
    else if (ending === 'reset') {
      const reset = () => setTimeout(() => socket?.resetAndDestroy(), QUIET_BEFORE_RESET)
      // What was written leaves first, however slowly it is read.
      socket?.write('', reset)
    }
  }

  /** Writes whatever can only go as bytes; gives back the text that follows it. */
  #writeBytes(pieces: readonly LazyBytes[]): string {
    let text = ''
    for (const piece of pieces) {
      const data = this.#chunked ? chunkOf(madeOf(piece)) : madeOf(piece)
      if (typeof data === 'string') text += data
      else {
        if (text !== '') this.#out.write(text)
        text = ''
        this.#out.write(data)
      }
    }
    return text
  }
}
