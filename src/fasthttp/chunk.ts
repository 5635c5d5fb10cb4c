import type { Bytes } from '../message/bytes.ts'

/** fasthttp 1.68.0 writes a streamed body through a buffer of this size: no chunk is larger. Bytes. */
export const CHUNK_BYTES = 4096

/** A piece as HTTP chunks: text as long as it fits into one, bytes where it has to be cut. */
export function chunkOf(data: Bytes): Bytes {
  if (typeof data === 'string') {
    const length = Buffer.byteLength(data)
    if (length <= CHUNK_BYTES) return length === 0 ? '' : `${chunkSize(length)}\r\n${data}\r\n`
    return chunkOf(Buffer.from(data))
  }
  const parts: Uint8Array[] = []
  for (let at = 0; at < data.length; at += CHUNK_BYTES) {
    const part = data.subarray(at, at + CHUNK_BYTES)
    parts.push(Buffer.from(`${chunkSize(part.length)}\r\n`), part, CRLF)
  }
  return Buffer.concat(parts)
}

const CRLF = Buffer.from('\r\n')

/** The size line of a chunk of at most `CHUNK_BYTES`, without its line break. */
export function chunkSize(length: number): string {
  return (SIZES[length] ??= length.toString(16))
}

const SIZES: string[] = Array.from({ length: CHUNK_BYTES + 1 })
