import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { BAD_REQUEST } from '../fasthttp/refusal.ts'
import type { RequestHead } from '../fasthttp/request-head.ts'
import { RequestReader } from '../fasthttp/request-reader.ts'
import type { ReaderOptions } from '../fasthttp/request-reader.ts'
import { refuse } from './refuse.ts'
import type { Refuser } from './refuse.ts'

export interface FasthttpOptions {
  readonly maxHeadBytes: number
  readonly limitsOf: ReaderOptions['limitsOf']
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void
  readonly refuser: () => Refuser
}

/** What Node holds of a connection. */
export interface StartedResponses {
  readonly before?: ServerResponse | undefined
  readonly instead?: ServerResponse | undefined
}

/**
 * The rest of a connection, from a request on that Node's parser refuses: its bytes are read as fasthttp reads them, and
 * what they hold goes the way of all other requests.
 */
export class FasthttpConnection {
  readonly #socket: Socket
  readonly #options: FasthttpOptions
  readonly #reader: RequestReader
  #busy = false
  #over = false

  constructor(socket: Socket, options: FasthttpOptions) {
    this.#socket = socket
    this.#options = options
    this.#reader = new RequestReader({
      maxHeadBytes: options.maxHeadBytes,
      limitsOf: options.limitsOf,
      onExpect: () => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
    })
  }

  /**
   * Takes the socket from Node, with what was read of it. `before`: a response that must leave first; `instead`: the one of
   * the request with which the bytes begin.
   */
  start(bytes: Buffer, { before, instead }: StartedResponses = {}): void {
    const socket = this.#socket
    socket.removeAllListeners('data').removeAllListeners('end')
    socket.on('data', this.#onData).on('end', this.#onEnd).resume()
    this.#reader.push(bytes)
    const free = () => {
      if (instead?.socket === socket) instead.detachSocket(socket)
      this.#answered(true)
    }
    this.#busy = true
    if (instead?.socket === null) instead.once('socket', free)
    else if (before?.writableFinished === false) before.once('finish', free)
    else free()
  }

  readonly #onData = (data: Buffer) => {
    if (this.#reader.push(data)) this.#advance()
  }
  readonly #onEnd = () => this.#clientEnded()

  /** Goes on as far as the bytes read allow. */
  #advance(): void {
    while (!this.#busy && !this.#over) {
      const read = this.#reader.next()
      if (read.kind === 'more') return
      if (read.kind === 'refused') return this.#refuse(read.refusal)
      this.#serve(read.head, read.body)
    }
    // What a client sends ahead of its answers is not collected without end.
    if (this.#busy && this.#reader.rest().length > MOST_AHEAD) this.#socket.pause()
  }

  #serve(head: RequestHead, body: Buffer): void {
    this.#busy = true
    const request = requestOf(this.#socket, head, body)
    const response = new ServerResponse(request)
    response.assignSocket(this.#socket)
    response.once('finish', () => {
      response.detachSocket(this.#socket)
      this.#answered(response.shouldKeepAlive)
    })
    this.#options.serve(request, response)
  }

  #answered(goesOn: boolean): void {
    this.#busy = false
    if (!goesOn) return this.#close()
    if (!this.#socket.writable) return
    if (this.#socket.isPaused()) this.#socket.resume()
    if (this.#reader.begun) this.#advance()
    if (this.#socket.readableEnded) this.#clientEnded()
  }

  /** The client says no more. A request that it broke off is refused; an answer under way may be finished. */
  #clientEnded(): void {
    if (this.#over) return
    if (this.#busy) setTimeout(() => this.#busy && this.#socket.destroy(), PATIENCE).unref()
    else if (this.#reader.begun) this.#refuse(BAD_REQUEST)
    else this.#socket.end()
  }

  #refuse(refusal: Parameters<typeof refuse>[1]): void {
    this.#leave()
    refuse(this.#socket, refusal, this.#options.refuser())
  }

  #close(): void {
    this.#leave()
    // However slowly it is read, the answer leaves first; what the client still sends is read and dropped, or a reset would
    // overtake it.
    this.#socket.end(() => setTimeout(() => this.#socket.destroy(), LINGER).unref())
    this.#socket.resume()
  }

  #leave(): void {
    this.#over = true
    this.#socket.off('data', this.#onData)
  }
}

/** A request as Node would have read it. */
function requestOf(socket: Socket, head: RequestHead, body: Buffer): IncomingMessage {
  const request = new IncomingMessage(socket)
  request.method = head.method
  request.url = head.target
  request.httpVersion = head.httpVersion
  request.httpVersionMajor = 1
  request.httpVersionMinor = head.httpVersion === '1.0' ? 0 : 1
  request.rawHeaders = head.headers.flat()
  request.headers = {}
  for (const [name, value] of head.headers) request.headers[name.toLowerCase()] ??= value
  request.complete = true
  if (body.length > 0) request.push(body)
  request.push(null)
  return request
}

const MOST_AHEAD = 1024 * 1024
/** How long an answer may still take once its client says no more, ms. */
export const PATIENCE = 20
/** How long a connection is kept once all has left, to let the answer arrive, ms. */
const LINGER = 500
