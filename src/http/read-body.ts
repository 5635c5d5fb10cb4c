import type { IncomingMessage } from 'node:http'
import { EMPTY, WholeRequest } from './whole-request.ts'

/** Reads the body of a request; undefined once it grows beyond `limit` bytes. A client that goes away in the middle gets nothing. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  done: (body: Uint8Array | undefined) => void,
): void {
  if (request instanceof WholeRequest) return request.takeBody(limit, done)
  let first: Buffer | undefined
  let parts: Buffer[] | undefined
  let size = 0
  request.on('data', (part: Buffer) => {
    size += part.length
    if (size > limit) {
      request.removeAllListeners('data').removeAllListeners('end').resume()
      done(undefined)
    } else if (first === undefined) first = part
    else (parts ??= [first]).push(part)
  })
  request.on('end', () => done(parts === undefined ? (first ?? EMPTY) : Buffer.concat(parts)))
  // A broken body is the client's affair; without a listener it would be an uncaught error.
  request.on('error', ignore)
}

function ignore(): void {}
