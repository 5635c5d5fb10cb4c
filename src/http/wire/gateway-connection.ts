import type { Socket } from 'node:net'
import { BAD_REQUEST_TEXT } from '../../gateway/gateway.ts'
import type { GatewayRequest } from '../../contracts/front-end.ts'
import { closesConnection } from '../../fasthttp/connection.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Player } from '../../play/player.ts'
import { HeaderMap } from '../../message/header-map.ts'
import { refuse } from '../broken-request.ts'
import type { Service } from '../service.ts'
import type { RequestHead } from './request-head.ts'
import { RequestReader } from './request-reader.ts'
import { SocketReply } from './socket-reply.ts'

/** Requests that are not the gateway's: the socket goes to whoever serves them, with the bytes read so far. */
export interface ForeignRequests {
  readonly isForeign: (head: RequestHead) => boolean
  readonly take: (socket: Socket, bytes: Buffer) => void
}

/**
 * One connection of a client, served as the gateway's HTTP server serves it: requests one after another. The bytes are
 * read here because Node's parser refuses much that the gateway takes, and takes some that it refuses.
 */
export class GatewayConnection {
  readonly #socket: Socket
  readonly #service: Service
  readonly #foreign: ForeignRequests
  readonly #reader: RequestReader
  /** Answers that have not left entirely. */
  #players: Player[] = []
  #busy = false
  #over = false

  constructor(socket: Socket, service: Service, foreign: ForeignRequests) {
    this.#socket = socket
    this.#service = service
    this.#foreign = foreign
    this.#reader = new RequestReader({
      maxHeadBytes: service.lines.limits.maxHeadBytes,
      limitsOf: ({ target, headers }) => service.limitsOf(target, headers),
      isForeign: foreign.isForeign,
      onExpect: () => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
    })
  }

  start(): void {
    this.#socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose)
    this.#socket.on('error', ignore)
  }

  readonly #onData = (data: Buffer) => {
    if (this.#reader.push(data)) this.#advance()
  }
  readonly #onEnd = () => this.#clientEnded()
  readonly #onClose = () => {
    for (const player of this.#players) player.stop()
  }

  /** Goes on as far as the bytes read allow. */
  #advance(): void {
    while (!this.#busy && !this.#over) {
      const read = this.#reader.next()
      if (read.kind === 'more') return
      if (read.kind === 'refused') return this.#refuse(read.status, read.text)
      if (read.kind === 'foreign') return this.#handOver()
      this.#answer(read.head, read.body)
    }
    // What a client sends ahead of its answers is not collected without end.
    if (this.#busy && this.#reader.rest().length > MOST_AHEAD) this.#socket.pause()
  }

  #answer(head: RequestHead, body: Buffer): void {
    this.#busy = true
    const { method, target, httpVersion } = head
    const headers = new HeaderMap(head.headers)
    const request: GatewayRequest = { method, target, httpVersion, headers, body }
    const exchange = this.#service.exchange(request)
    const closes = closesConnection(request) || announcesClose(exchange.plan)
    const reply = new SocketReply(this.#socket, () => this.#answered(closes))
    const player = this.#service.play(exchange, reply)
    this.#players = this.#players.filter(({ played }) => played.ended === undefined)
    if (player.played.ended !== 'end') this.#players.push(player)
  }

  #answered(closes: boolean): void {
    this.#busy = false
    if (closes) return this.#close()
    if (this.#socket.isPaused()) this.#socket.resume()
    // Not within the call that still plays the last answer.
    process.nextTick(() => this.#goOn())
  }

  #goOn(): void {
    if (this.#reader.begun) this.#advance()
    if (this.#socket.readableEnded) this.#clientEnded()
  }

  /**
   * The client says no more. A request that it broke off is refused. An answer under way may be finished, but not for long:
   * a client that has gone looks the same as one that only has nothing more to say.
   */
  #clientEnded(): void {
    if (this.#over) return
    if (this.#busy) setTimeout(() => this.#busy && this.#socket.destroy(), PATIENCE).unref()
    else if (this.#reader.begun) this.#refuse(400, BAD_REQUEST_TEXT)
    else this.#socket.end()
  }

  #refuse(status: number, text: string): void {
    this.#leave()
    refuse(this.#socket, status, text, this.#service.refuser())
  }

  #close(): void {
    this.#leave()
    // However slowly it is read, the answer leaves first; what the client still sends is read and dropped, or a reset would
    // overtake it.
    this.#socket.end(() => setTimeout(() => this.#socket.destroy(), LINGER).unref())
    this.#socket.resume()
  }

  #handOver(): void {
    this.#leave()
    this.#socket.off('end', this.#onEnd).off('close', this.#onClose).off('error', ignore).pause()
    this.#foreign.take(this.#socket, this.#reader.rest())
  }

  #leave(): void {
    this.#over = true
    this.#socket.off('data', this.#onData)
  }
}

/** An answer that says so is the last one, whatever the client asked for. */
function announcesClose({ events: [head] }: Plan): boolean {
  if (head?.kind !== 'head') return false
  return head.headers.some(([name, value]) => name.toLowerCase() === 'connection' && value === 'close')
}

const MOST_AHEAD = 1024 * 1024
/** How long an answer may still take once its client says no more, ms. */
const PATIENCE = 20
/** How long a connection is kept once all has left, to let the answer arrive, ms. */
const LINGER = 500

function ignore(): void {}
