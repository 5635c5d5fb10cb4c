import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connectionOf, RecentHeaders, trackConnection } from './connection.ts'
import { PATIENCE } from './fasthttp-connection.ts'
import type { GatewayRequests } from './gateway-requests.ts'
import { mostByNode, ParserRefusals } from './parser-refusals.ts'
import type { Serve } from './parser-refusals.ts'
import type { Service } from './service.ts'
import { TextResponse } from './text-response.ts'
import { WholeRequest } from './whole-request.ts'

/** A certificate and its key, in PEM. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/**
 * Node's HTTP server, as near to fasthttp as its options come; `route` gets the requests. What its parser refuses is read
 * again by a reader that imitates fasthttp. `tls`: speak HTTPS.
 */
export function createHttpServer(
  route: Serve,
  service: Service,
  gateway: GatewayRequests,
  tls: TlsFiles | undefined,
): Server {
  const serve: Serve = (request, response) => {
    const connection = connectionOf(request.socket)!
    connection.request = request
    connection.response = response
    connection.readUpTo = request.socket.bytesRead
    route(request, response)
  }
  const refusals = new ParserRefusals(service, route, (request, response) =>
    gateway.serve(request, response, undefined),
  )
  const options = { ...OPTIONS, maxHeaderSize: mostByNode(service.lines.limits.maxHeadBytes) }
  const server =
    tls === undefined ? createServer(options, serve) : createTlsServer({ ...options, ...tls }, serve)
  server.maxHeadersCount = 0
  // A client that says no more may still wait for its answer.
  ;(server as { httpAllowHalfOpen?: boolean }).httpAllowHalfOpen = true
  const recent = new RecentHeaders()
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    trackConnection(socket, recent)
    socket.on('end', onClientEnd)
  })
  server.on('checkContinue', (request, response) => {
    if (request.headers.expect === '100-continue') response.writeContinue()
    serve(request, response)
  })
  server.on('checkExpectation', serve)
  // Node lets go of such connections; to fasthttp these are requests as others are.
  const letGo = new Set<Socket>()
  const take = (request: IncomingMessage, stream: Duplex, rest: Buffer) => {
    const socket = stream as Socket
    letGo.add(socket)
    socket.once('close', () => letGo.delete(socket))
    const bytes = Buffer.concat([Buffer.from(headText(request), 'latin1'), rest])
    refusals.takeOver(socket, bytes, { before: connectionOf(socket)?.response })
  }
  server.on('connect', take).on('upgrade', take)
  const closeAll = server.closeAllConnections.bind(server)
  server.closeAllConnections = () => {
    for (const socket of letGo) socket.destroy()
    closeAll()
  }
  server.on('clientError', (error, socket) => refusals.handle(error, socket as Socket))
  return server
}

const OPTIONS = {
  requireHostHeader: false,
  // Once a socket is slow, more than this is held back in the emulator, not in memory.
  highWaterMark: 16 * 1024,
  keepAlive: false,
  keepAliveTimeout: 0,
  requestTimeout: 0,
  headersTimeout: 0,
  IncomingMessage: WholeRequest,
  ServerResponse: TextResponse,
}

/** A client that has gone looks the same as one that only has nothing more to say: its answer may take a moment more. */
function onClientEnd(this: Socket): void {
  if (isAnswered(this)) setTimeout(leaveClient, PATIENCE, this).unref()
}

function leaveClient(socket: Socket): void {
  if (isAnswered(socket)) socket.destroy()
}

/** Whether an answer to its client is under way. */
function isAnswered(socket: Socket): boolean {
  const response = connectionOf(socket)?.response
  return response !== undefined && !response.writableEnded && !socket.writableEnded
}

/** The head of a request as it may have been on the wire. */
function headText({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  let lines = ''
  for (let i = 0; i < rawHeaders.length; i += 2) lines += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`
  return `${method} ${url} HTTP/${httpVersion}\r\n${lines}\r\n`
}
