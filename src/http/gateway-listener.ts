import type { IncomingMessage, ServerResponse } from 'node:http'
import { BAD_REQUEST_TEXT } from '../gateway/gateway.ts'
import type { GatewayRequest } from '../contracts/front-end.ts'
import { closesConnection } from '../fasthttp/connection.ts'
import { HeaderMap } from '../message/header-map.ts'
import type { HeaderList } from '../message/headers.ts'
import { refuse } from './broken-request.ts'
import { ReplySink } from './reply-sink.ts'
import type { Service } from './service.ts'

/** Reads a request whole, as the gateway's HTTP server does, and plays what the emulator plans for it. */
export function serveGateway(request: IncomingMessage, response: ServerResponse, service: Service): void {
  const { limits } = service.lines
  const refused = (status: number, text: string) => refuse(request.socket, status, text, service.refuser())
  if (headBytes(request) >= limits.maxHeadBytes) return refused(431, 'Too big request header')
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limits.maxBodyBytes) return refused(400, BAD_REQUEST_TEXT)
  if (announced === 0 && request.headers['transfer-encoding'] === undefined) {
    return answer(request, response, EMPTY, service)
  }
  readBody(request, limits.maxBodyBytes, (body) => {
    if (body === undefined) refused(400, BAD_REQUEST_TEXT)
    else answer(request, response, body, service)
  })
}

const EMPTY = new Uint8Array()

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  body: Uint8Array,
  service: Service,
): void {
  const received: GatewayRequest = {
    method: request.method ?? '',
    target: (request as { originalUrl?: string }).originalUrl ?? request.url ?? '',
    headers: new HeaderMap(headerPairs(request.rawHeaders)),
    body,
    httpVersion: request.httpVersion,
  }
  // Node reads the header more liberally than the gateway's HTTP server.
  response.shouldKeepAlive = !closesConnection(received)
  const exchange = service.exchange(received)
  const sink = new ReplySink(response)
  const player = service.play(exchange, sink)
  if (player.played.ended !== 'end') response.once('close', () => player.stop())
}

/** The body, or undefined once it grows too large. A client that goes away in the middle gets nothing. */
function readBody(
  request: IncomingMessage,
  limit: number,
  done: (body: Uint8Array | undefined) => void,
): void {
  const parts: Buffer[] = []
  let size = 0
  request.on('data', (part: Buffer) => {
    size += part.length
    if (size > limit) {
      request.removeAllListeners('data').removeAllListeners('end').resume()
      done(undefined)
    } else parts.push(part)
  })
  request.on('end', () => done(parts.length === 1 ? parts[0] : Buffer.concat(parts)))
  // A broken body is the client's affair; without a listener it would be an uncaught error.
  request.on('error', () => {})
}

function headerPairs(raw: readonly string[]): HeaderList {
  const pairs: [string, string][] = []
  for (let i = 0; i < raw.length; i += 2) pairs.push([raw[i]!, raw[i + 1]!])
  return pairs
}

/** Bytes of the request's head as they were on the wire. */
function headBytes(request: IncomingMessage): number {
  let bytes = (request.method?.length ?? 0) + (request.url?.length ?? 0) + ' HTTP/1.1\r\n\r\n'.length + 1
  for (const part of request.rawHeaders) bytes += part.length + 2
  return bytes
}
