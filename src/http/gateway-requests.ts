import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { GatewayRequest } from '../contracts/front-end.ts'
import { closesConnection } from '../fasthttp/connection.ts'
import { BAD_REQUEST, TOO_LARGE_HEAD } from '../fasthttp/refusal.ts'
import type { Refusal } from '../fasthttp/refusal.ts'
import { HeaderMap } from '../message/header-map.ts'
import { connectionOf, ReceivedHeaders } from './connection.ts'
import { readBody } from './read-body.ts'
import { refuse } from './refuse.ts'
import { ReplySink } from './reply-sink.ts'
import type { Exchange } from '../exchange/emulator.ts'
import type { Elsewhere, Service } from './service.ts'
import { EMPTY } from './whole-request.ts'

/** Serves requests of the gateway on their Node response, one after another as fasthttp does, also those sent ahead. */
export class GatewayRequests {
  readonly #service: Service
  /** Those that came while one that took long was worked on, in their order; undefined when none did. */
  #waiting: (() => void)[] | undefined

  constructor(service: Service) {
    this.#service = service
  }

  /** `body`: read already; undefined where it was not. */
  serve(request: IncomingMessage, response: ServerResponse, body: Uint8Array | undefined): void {
    // Its answer waits for those before it, and so does its time.
    if (response.socket === null) inTurn(request, response, () => this.serve(request, response, body))
    else if (body !== undefined) this.#answer(request, response, body)
    else if (!hasBody(request)) this.#answer(request, response, EMPTY)
    else this.readBody(request, (read) => this.#answer(request, response, read))
  }

  /** Reads the body of a request that has just come, unless it is larger than the line takes: then the request is refused. */
  readBody(request: IncomingMessage, done: (body: Uint8Array) => void): void {
    const limit = this.#maxBodyBytes(request)
    const response = connectionOf(request.socket)?.response
    const refused = () => this.#refuse(request, response, BAD_REQUEST)
    if (Number(request.headers['content-length'] ?? 0) > limit) return refused()
    readBody(request, limit, (body) => (body === undefined ? refused() : done(body)))
  }

  #maxBodyBytes(request: IncomingMessage): number {
    const { lines } = this.#service
    if (lines.all.length === 1) return lines.limits.maxBodyBytes
    return this.#service.limitsOf(request.url ?? '', new HeaderMap({ raw: request.rawHeaders })).maxBodyBytes
  }

  #answer(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
    const service = this.#service
    const { rawHeaders, method = '', url = '' } = request
    const connection = connectionOf(request.socket)
    const target = connection?.targetOf(url) ?? url
    const head = connection?.headersOf(rawHeaders) ?? new ReceivedHeaders(rawHeaders)
    const { map: headers, bytes } = head
    const { maxHeadBytes } = service.limitsOf(target, headers)
    if (bytes + method.length + target.length + LINE_MARKS > maxHeadBytes)
      return this.#refuse(request, response, TOO_LARGE_HEAD)
    if (isBad(request, head)) return this.#refuse(request, response, BAD_REQUEST)
    const httpVersion = request.httpVersion === '1.0' ? '1.0' : '1.1'
    const received: GatewayRequest = { method, target, headers, body, httpVersion }
    // A client that says no more gets this answer and no other.
    response.shouldKeepAlive = !closesConnection(received) && !request.socket.readableEnded
    if (this.#waiting === undefined) this.#exchange(received, response)
    else this.#waiting.push(() => this.#exchange(received, response))
  }

  #exchange(received: GatewayRequest, response: ServerResponse): void {
    const service = this.#service
    const begun = performance.now()
    try {
      if (service.elsewhere === undefined) this.#play(service.exchange(received), response)
      else this.#playFrom(service.elsewhere, received, response)
    } catch (error) {
      service.failed(error)
      response.destroy()
    }
    if (performance.now() - begun > LONG_WORK && this.#waiting === undefined) this.#pause()
  }

  /** Lets signals, timers and running streams have a turn before what came with a request that took long. */
  #pause(): void {
    const waiting: (() => void)[] = []
    this.#waiting = waiting
    const next = () => {
      const begun = performance.now()
      let exchange: (() => void) | undefined
      while (performance.now() - begun < LONG_WORK && (exchange = waiting.shift()) !== undefined) exchange()
      if (waiting.length === 0) this.#waiting = undefined
      else setImmediate(next)
    }
    setImmediate(next)
  }

  #play(exchange: Exchange, response: ServerResponse): void {
    const player = this.#service.play(exchange, new ReplySink(response))
    if (player.played.ended === 'end') return
    response.once('close', () => player.stop())
    // The client did not wait for another process.
    if (response.destroyed) player.stop()
  }

  #playFrom(elsewhere: Elsewhere, received: GatewayRequest, response: ServerResponse): void {
    const exchange = elsewhere.begin(received)
    if (!(exchange instanceof Promise)) return this.#play(exchange, response)
    exchange
      .then((it) => this.#play(it, response))
      .catch((error: unknown) => {
        this.#service.failed(error)
        response.destroy()
      })
  }

  #refuse(request: IncomingMessage, response: ServerResponse | undefined, refusal: Refusal): void {
    const { socket } = request
    if (!(socket instanceof Socket)) response?.writeHead(refusal.status).end(refusal.text)
    else if (response?.socket === null)
      inTurn(request, response, () => this.#refuse(request, response, refusal))
    else refuse(socket, refusal, this.#service.refuser())
  }
}

/** A request that takes longer is followed by a turn of the event loop, ms. */
const LONG_WORK = 25

/** Bytes of a request line and of an empty line beside what they hold. */
const LINE_MARKS = '  HTTP/1.1\r\n\r\n'.length

/** What Node takes and fasthttp does not. */
function isBad(request: IncomingMessage, { isHostGood }: ReceivedHeaders): boolean {
  const coding = request.headers['transfer-encoding']
  return (
    request.httpVersion === '0.9' ||
    !isHostGood ||
    (coding !== undefined && coding.toLowerCase() !== 'chunked' && coding.toLowerCase() !== 'identity')
  )
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}

/** How many requests may wait behind the one that is answered before no more are read. */
const MOST_AHEAD = 32

/** Calls back when the answers before this one have left. */
function inTurn({ socket }: IncomingMessage, response: ServerResponse, serve: () => void): void {
  const connection = connectionOf(socket)
  if (connection !== undefined && ++connection.ahead >= MOST_AHEAD) socket.pause()
  response.once('socket', () => {
    if (connection !== undefined && --connection.ahead < MOST_AHEAD && socket.isPaused()) socket.resume()
    serve()
  })
}
