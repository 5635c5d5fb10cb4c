import type { Socket } from 'node:net'
import { countEvents, pieceOnWire } from '../../plan/piece.ts'
import type { Piece } from '../../plan/piece.ts'
import type { Ending, Head, Sink } from '../../play/sink.ts'
import { FlushCount } from '../flush-count.ts'
import { headerBytes } from '../header-bytes.ts'
import { reasonPhrase } from '../reason-phrase.ts'

/** A reset needs this much silence before it, or it overtakes what was written. Milliseconds. */
const QUIET_BEFORE_RESET = 5

/** Sends a plan's bytes on a socket, nothing added. `ended` is called when a complete answer was written. */
export class SocketReply implements Sink {
  readonly #socket: Socket
  readonly #ended: () => void
  readonly #count: FlushCount
  #head = ''
  #chunked = false

  constructor(socket: Socket, ended: () => void) {
    this.#socket = socket
    this.#ended = ended
    this.#count = new FlushCount(socket)
  }

  get left(): number {
    return this.#count.left
  }

  flushed(callback: (whole: boolean) => void): void {
    this.#count.flushed(callback)
  }

  /** The head waits for the first bytes of the body, unless none are due. */
  head(head: Head, alone: boolean): void {
    if (head.framing === 'raw') return
    let lines = `HTTP/1.1 ${head.status} ${reasonPhrase(head.status)}\r\n`
    for (const [name, value] of head.headers) lines += `${name}: ${value}\r\n`
    this.#head = `${lines}\r\n`
    this.#chunked = head.framing === 'chunked'
    if (!alone) return
    const text = this.#takeHead()
    if (text !== '') this.#socket.write(text)
    this.#count.wrote(0)
  }

  write(pieces: readonly Piece[]): boolean {
    const rest = this.#writeBytes(pieces)
    const goesOn = rest === '' ? !this.#socket.writableNeedDrain : this.#socket.write(rest)
    this.#count.wrote(countEvents(pieces))
    return goesOn
  }

  drained(callback: () => void): void {
    this.#socket.once('drain', callback)
  }

  finish(ending: Ending, pieces: readonly Piece[] = []): void {
    const rest = this.#writeBytes(pieces) + (ending === 'end' && this.#chunked ? '0\r\n\r\n' : '')
    if (rest !== '') this.#socket.write(rest)
    this.#count.wrote(countEvents(pieces))
    if (ending === 'end') this.#ended()
    else if (ending === 'cut') this.#socket.end()
    else if (ending === 'reset') this.#reset()
  }

  /** What was written leaves first, however slowly it is read. */
  #reset(): void {
    const done = this.#count.writing(0)
    const reset = () => {
      this.#socket.resetAndDestroy()
      done()
    }
    this.#socket.write('', () => setTimeout(reset, QUIET_BEFORE_RESET))
  }

  /** Writes whatever can only go as bytes; gives back the text that follows it. */
  #writeBytes(pieces: readonly Piece[]): string {
    let text = this.#takeHead()
    for (const piece of pieces) {
      const data = pieceOnWire(piece, this.#chunked)
      if (typeof data === 'string') text += data
      else {
        if (text !== '') this.#socket.write(text)
        text = ''
        this.#socket.write(data)
      }
    }
    return text
  }

  /** Heads are latin-1 or UTF-8, line by line; what follows them is UTF-8; together they can only go where that is the same. */
  #takeHead(): string {
    const head = this.#head
    this.#head = ''
    // oxlint-disable-next-line no-control-regex -- ASCII is meant
    if (/^[\x00-\x7f]*$/.test(head)) return head
    this.#socket.write(head.split('\r\n').map(headerBytes).join('\r\n'), 'latin1')
    return ''
  }
}
