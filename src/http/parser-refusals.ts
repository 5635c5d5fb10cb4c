import { METHODS } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { BAD_REQUEST, TOO_LARGE_HEAD } from '../fasthttp/refusal.ts'
import { HeaderMap } from '../message/header-map.ts'
import { connectionOf } from './connection.ts'
import { FasthttpConnection } from './fasthttp-connection.ts'
import type { StartedResponses } from './fasthttp-connection.ts'
import { refuse } from './refuse.ts'
import { refusedBytes } from './refused-bytes.ts'
import type { RefusedBytes } from './refused-bytes.ts'
import type { Service } from './service.ts'

export type Serve = (request: IncomingMessage, response: ServerResponse) => void

export interface ParserError extends NodeJS.ErrnoException {
  /** The packet in which the fault was found. */
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

/** What lies between the names and values of a head, at most, bytes. */
const MARKS = 512

/** Node counts names and values alone: what comes near the limit is read again, and counted as fasthttp counts. */
export function mostByNode(maxHeadBytes: number): number {
  return maxHeadBytes - MARKS
}

/** Answers what Node's parser refuses: read again as fasthttp reads it, or refused in fasthttp's words. */
export class ParserRefusals {
  readonly #service: Service
  readonly #route: Serve
  readonly #serve: Serve

  /** `serve`: the requests whose methods no framework knows. */
  constructor(service: Service, route: Serve, serve: Serve) {
    this.#service = service
    this.#route = route
    this.#serve = serve
  }

  handle(error: ParserError, socket: Socket): void {
    if (socket.writableEnded || socket.destroyed) return
    if (error.code?.startsWith('HPE_') !== true) return void socket.destroy()
    const found = this.#found(error, socket)
    const { request, response } = connectionOf(socket)!
    if (found !== undefined)
      return this.takeOver(socket, found.bytes, found.again ? { instead: response } : { before: response })
    const refusal = error.code === 'HPE_HEADER_OVERFLOW' ? TOO_LARGE_HEAD : BAD_REQUEST
    const say = () => {
      if (!socket.writableEnded) refuse(socket, refusal, this.#service.refuser())
    }
    if (response === undefined || response.writableFinished) say()
    else if (request!.complete) response.once('finish', say)
    else if (response.socket === null) response.once('socket', say)
    else say()
  }

  /** Reads the rest of a connection as fasthttp does, from these bytes on. */
  takeOver(socket: Socket, bytes: Buffer, started?: StartedResponses): void {
    const service = this.#service
    new FasthttpConnection(socket, {
      maxHeadBytes: service.lines.limits.maxHeadBytes,
      limitsOf: ({ target, headers }) => service.limitsOf(target, new HeaderMap(headers)),
      serve: (request, response) =>
        METHODS.includes(request.method!) ? this.#route(request, response) : this.#serve(request, response),
      refuser: () => service.refuser(),
    }).start(bytes, started)
  }

  /** Undefined where the bytes cannot be had any more. */
  #found({ code, rawPacket, bytesParsed = 0 }: ParserError, socket: Socket): RefusedBytes | undefined {
    if (rawPacket === undefined) return undefined
    // So short a packet holds the end of a head that long.
    const { maxHeadBytes } = this.#service.lines.limits
    if (code === 'HPE_HEADER_OVERFLOW' && rawPacket.length < mostByNode(maxHeadBytes)) return undefined
    return refusedBytes(rawPacket, bytesParsed, socket.bytesRead, connectionOf(socket)!)
  }
}
