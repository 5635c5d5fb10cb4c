import { Socket } from 'node:net'
import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { headerBytes } from '../fasthttp/header-bytes.ts'
import { reasonPhrase } from '../fasthttp/reason-phrase.ts'
import type { Head } from '../plan/head.ts'
import { countEvents, pieceOnWire } from '../plan/piece.ts'
import type { Piece } from '../plan/piece.ts'
import { ReadyHead } from '../plan/ready-head.ts'
import type { Ending, Sink } from '../play/sink.ts'
import { resetConnection } from './reset-connection.ts'
import { TextResponse } from './text-response.ts'

/** A reset needs this much silence before it, or it overtakes what was written. Milliseconds. */
const QUIET_BEFORE_RESET = 5

/** Sends a plan's bytes as an HTTP response: header names, their order and the framing as planned, nothing added. */
export class ReplySink implements Sink {
  /** Pieces that the operating system has taken entirely. */
  left = 0
  readonly #response: ServerResponse
  /** Where the body goes; bytes that hold their own head go past the response. */
  #out: Writable
  #chunked = false
  /** Head and text of a body may leave as one string: nothing in the head is more than ASCII. */
  #ascii = true
  /** The response was given its head as text. */
  #isText = false
  #written = 0
  /** Writes whose callback has not come. */
  #pending = 0
  #isWhole = true
  #waiting: ((whole: boolean) => void)[] | undefined

  constructor(response: ServerResponse) {
    this.#response = response
    this.#out = response
  }

  /** The head waits for the first bytes of the body, unless none are due. */
  head(head: Head, alone: boolean): void {
    if (head.framing === 'raw') return this.#writePast('')
    const response = this.#response
    this.#chunked = head.framing === 'chunked'
    if (head instanceof ReadyHead && response instanceof TextResponse) {
      this.#isText = true
      response.takeHead(head.status, reasonPhrase(head.status), head.text(), head.connection)
    } else if (!this.#writeHead(head, response)) return this.#writePast(plainHead(head))
    // The framing is ours: one HTTP chunk per event, as the gateway cuts them.
    response.chunkedEncoding = false
    if (alone) response.flushHeaders()
  }

  /** False: Node refuses to send such a head. */
  #writeHead(head: Head, response: ServerResponse): boolean {
    const flat: string[] = []
    for (const [name, value] of head.headers) flat.push(name, value)
    response.sendDate = false
    // Node would add `Connection: keep-alive`, and a framing where there is none.
    response.removeHeader('connection')
    if (head.framing === 'none') response.removeHeader('transfer-encoding')
    try {
      response.writeHead(head.status, reasonPhrase(head.status), latin1(flat, this))
      return true
    } catch {
      return false
    }
  }

  write(pieces: readonly Piece[]): boolean {
    const rest = this.#writeBytes(pieces)
    const goesOn = rest === '' ? !this.#out.writableNeedDrain : this.#out.write(this.#bodyOf(rest))
    // Node holds the writes of a turn back for each other; these are together already.
    this.#response.socket?.uncork()
    this.#wrote(countEvents(pieces))
    return goesOn
  }

  drained(callback: () => void): void {
    this.#out.once('drain', callback)
  }

  finish(ending: Ending, pieces: readonly Piece[] = []): void {
    const rest = this.#writeBytes(pieces)
    if (ending === 'end') {
      this.#end(this.#chunked ? `${rest}0\r\n\r\n` : rest, countEvents(pieces))
      return
    }
    if (rest !== '') this.#out.write(this.#bodyOf(rest))
    this.#response.socket?.uncork()
    this.#wrote(countEvents(pieces))
    if (ending === 'cut') this.#cut()
    else if (ending === 'reset') this.#reset()
  }

  /** Calls back when no write is under way any more, at once if so. */
  flushed(callback: (whole: boolean) => void): void {
    if (this.#pending === 0) callback(this.#isWhole)
    else (this.#waiting ??= []).push(callback)
  }

  /** Not all of the head is ASCII: what follows it as text is UTF-8, so they cannot leave together. */
  noteWideHead(): void {
    this.#ascii = false
  }

  #bodyOf(text: string): string | Buffer {
    return this.#ascii ? text : Buffer.from(text)
  }

  #end(rest: string, pieces: number): void {
    const response = this.#response
    if (this.#out !== response) this.#out.end(rest)
    else if (this.#isText) (response as TextResponse).endWith(rest)
    else response.end(this.#bodyOf(rest))
    if (response.writableLength === 0) this.left = this.#written += pieces
    else this.#out.once('finish', this.#begin(pieces))
  }

  /** Bytes that Node would not send as the head of a response: they end their connection. */
  #writePast(head: string): void {
    this.#out = this.#response.socket ?? this.#response
    if (head !== '') this.#out.write(head, 'latin1')
  }

  #cut(): void {
    const { socket } = this.#response
    if (socket instanceof Socket) socket.end()
    else this.#response.destroy()
  }

  /** What was written leaves first, however slowly it is read. */
  #reset(): void {
    const { socket } = this.#response
    const done = this.#begin(0)
    const reset = () => {
      resetConnection(socket)
      done()
    }
    if (!(socket instanceof Socket)) this.#response.destroy()
    else socket.write('', () => setTimeout(reset, QUIET_BEFORE_RESET))
  }

  /** So many pieces were written just now. A mark behind them tells when they have left, unless they have already. */
  #wrote(pieces: number): void {
    if (this.#response.writableLength === 0) this.left = this.#written += pieces
    else {
      const done = this.#begin(pieces)
      const { socket } = this.#response
      // What was under way when the connection broke may have left in part, whatever Node says.
      socket?.write('', (error) => done(error ?? (socket.destroyed ? GONE : undefined)))
    }
  }

  /** So many pieces are being written; the result is the callback of that write. */
  #begin(pieces: number): (error?: Error | null) => void {
    this.#written += pieces
    this.#pending++
    const upTo = this.#written
    return (error) => {
      if (error === undefined || error === null) this.left = upTo
      else this.#isWhole = false
      this.#pending--
      if (this.#pending > 0 || this.#waiting === undefined) return
      const waiting = this.#waiting
      this.#waiting = undefined
      for (const callback of waiting) callback(this.#isWhole)
    }
  }

  /** Writes whatever can only go as bytes; gives back the text that follows it. */
  #writeBytes(pieces: readonly Piece[]): string {
    let text = ''
    for (const piece of pieces) {
      const data = pieceOnWire(piece, this.#chunked)
      if (typeof data === 'string') text += data
      else {
        if (text !== '') this.#out.write(this.#bodyOf(text))
        text = ''
        this.#out.write(data)
      }
    }
    return text
  }
}

const GONE = new Error('the receiver has gone')

/** Headers as one character a byte. */
function latin1(flat: string[], sink: ReplySink): string[] {
  // One look at all of them: nearly all heads are ASCII.
  if (ASCII.test(flat.join(''))) return flat
  sink.noteWideHead()
  return flat.map(headerBytes)
}

// oxlint-disable-next-line no-control-regex -- ASCII is meant
const ASCII = /^[\x00-\x7f]*$/

/** A head whose status, names or values Node refuses to send. */
function plainHead({ status, headers }: Head): string {
  const lines = headers.map(([name, value]) => headerBytes(`${name}: ${value}\r\n`))
  return `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n${lines.join('')}\r\n`
}
