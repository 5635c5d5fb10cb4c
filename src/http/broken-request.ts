import type { Socket } from 'node:net'
import { BAD_REQUEST_TEXT } from '../gateway/gateway.ts'
import { reasonPhrase } from './reason-phrase.ts'

/** How long the socket of a refused request is kept to let the refusal arrive, ms. */
const LINGER = 500

/** Answers a request that is no HTTP, or whose head is too large, in the words of the gateway's HTTP server. */
export function refuseBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  server: string | undefined,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  refuse(socket, tooLarge ? 431 : 400, tooLarge ? 'Too big request header' : BAD_REQUEST_TEXT, server)
}

/** Writes a refusal past the HTTP machinery and closes; what the client still sends is read and dropped, or a reset would overtake it. */
export function refuse(socket: Socket, status: number, text: string, server: string | undefined): void {
  const lines = [
    `HTTP/1.1 ${status} ${reasonPhrase(status)}`,
    ...(server === undefined ? [] : [`Server: ${server}`]),
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`)
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER).unref()
}
