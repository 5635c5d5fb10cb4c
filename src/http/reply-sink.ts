import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { countEvents, pieceOnWire } from '../plan/piece.ts'
import type { Piece } from '../plan/piece.ts'
import type { Ending, Head, Sink } from '../play/sink.ts'
import { FlushCount } from './flush-count.ts'
import { reasonPhrase } from './reason-phrase.ts'

/** A reset needs this much silence before it, or it overtakes what was written. Milliseconds. */
const QUIET_BEFORE_RESET = 5

/** Sends a plan's bytes as an HTTP response, header names and their order untouched. */
export class ReplySink implements Sink {
  readonly #response: ServerResponse
  readonly #count: FlushCount
  #chunked = false
  /** Where the body goes; raw bytes go past the response. */
  #out: Writable

  constructor(response: ServerResponse) {
    this.#response = response
    this.#count = new FlushCount(response)
    this.#out = response
  }

  get left(): number {
    return this.#count.left
  }

  flushed(callback: (whole: boolean) => void): void {
    this.#count.flushed(callback)
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

  write(pieces: readonly Piece[]): boolean {
    const rest = this.#writeBytes(pieces)
    return this.#out.write(rest, this.#count.writing(countEvents(pieces)))
  }

  drained(callback: () => void): void {
    this.#out.once('drain', callback)
  }

  finish(ending: Ending, pieces: readonly Piece[] = []): void {
    const { socket } = this.#response
    const rest = this.#writeBytes(pieces)
    const done = this.#count.writing(countEvents(pieces))
    if (ending === 'end') return void this.#out.end(this.#chunked ? `${rest}0\r\n\r\n` : rest, done)
    if (rest !== '') this.#out.write(rest)
    if (ending === 'reset') {
      // What was written leaves first, however slowly it is read.
      const reset = () => setTimeout(() => (socket?.resetAndDestroy(), done()), QUIET_BEFORE_RESET)
      return void socket?.write('', reset)
    }
    socket?.write('', done)
    if (ending === 'cut') socket?.end()
  }

  /** Writes whatever can only go as bytes; gives back the text that follows it. */
  #writeBytes(pieces: readonly Piece[]): string {
    let text = ''
    for (const piece of pieces) {
      const data = pieceOnWire(piece, this.#chunked)
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
