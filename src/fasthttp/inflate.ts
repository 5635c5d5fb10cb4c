import { createRequire } from 'node:module'
import zlib from 'node:zlib'
import type * as fzstdModule from 'fzstd'

export type Inflated =
  | { readonly ok: true; readonly body: Uint8Array }
  | { readonly ok: false; readonly error: string; readonly tooLarge: boolean }

export type Inflate = (body: Uint8Array, maxBytes: number) => Inflated

/**
 * gunzip with the error texts of the gateway's reader. A reader from its pool that refuses a header has taken ten
 * bytes by then, and a second reader looks at what is left: hence `EOF` for two bytes of nonsense
 * (encoding-bad) and `unexpected EOF` for fifteen (answer-gzip-corrupt).
 */
export const gunzip: Inflate = (body, maxBytes) => {
  const first = gzipHeaderError(body)
  if (first === undefined) return inflate(zlib.gunzipSync, body, maxBytes)
  const rest = body.subarray(10)
  const second = gzipHeaderError(rest)
  return second === undefined ? inflate(zlib.gunzipSync, rest, maxBytes) : failed(second)
}

/** The same for a reader that is not followed by another. */
export const gunzipOnce: Inflate = (body, maxBytes) => {
  const error = gzipHeaderError(body)
  return error === undefined ? inflate(zlib.gunzipSync, body, maxBytes) : failed(error)
}

export const unzlib: Inflate = (body, maxBytes) => {
  if (zlibHeaderOk(body)) return inflate(zlib.inflateSync, body, maxBytes)
  const rest = body.subarray(2)
  if (rest.length < 2) return failed('unexpected EOF')
  return zlibHeaderOk(rest) ? inflate(zlib.inflateSync, rest, maxBytes) : failed('zlib: invalid header')
}

export const unbrotli: Inflate = (body, maxBytes) => inflate(zlib.brotliDecompressSync, body, maxBytes)

/** By a library, since Node has it only from 22.15 on: its words for what goes wrong stay the same. */
export const unzstd: Inflate = (body, maxBytes) => {
  const parts: Uint8Array[] = []
  let size = 0
  // Loaded for the first such body: hardly a client sends one.
  const { Decompress } = createRequire(import.meta.url)('fzstd') as typeof fzstdModule
  const stream = new Decompress((part) => {
    size += part.length
    if (size > maxBytes) throw new TooLarge()
    parts.push(part)
  })
  try {
    stream.push(body, true)
  } catch (error) {
    if (error instanceof TooLarge) return { ok: false, error: error.message, tooLarge: true }
    const { message = '' } = error as Error
    if (message === 'unexpected EOF') return failed(message)
    return failed(message === 'invalid zstd data' ? 'invalid input: magic number mismatch' : message)
  }
  return { ok: true, body: Buffer.concat(parts) }
}

class TooLarge extends Error {}

type Run = (body: Uint8Array, options: { maxOutputLength: number }) => Buffer

function gzipHeaderError(body: Uint8Array): string | undefined {
  if (body.length === 0) return 'EOF'
  if (body.length < 10) return 'unexpected EOF'
  return body[0] === 0x1f && body[1] === 0x8b && body[2] === 8 ? undefined : 'gzip: invalid header'
}

function zlibHeaderOk(body: Uint8Array): boolean {
  const [first, second] = body
  return (
    first !== undefined && second !== undefined && (first & 15) === 8 && ((first << 8) | second) % 31 === 0
  )
}

function inflate(run: Run, body: Uint8Array, maxBytes: number): Inflated {
  try {
    return { ok: true, body: run(body, { maxOutputLength: maxBytes }) }
  } catch (error) {
    const { code = '', message = '' } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') return { ok: false, error: message, tooLarge: true }
    return failed(goMessage(code, message))
  }
}

/** Node's error in the words of the gateway's decompressors. */
function goMessage(code: string, message: string): string {
  const brotli = /ERROR_FORMAT_(\w+)$/.exec(code)
  if (brotli) return `brotli: ${brotli[1]}`
  if (/incorrect data check|incorrect length check/.test(message)) return 'gzip: invalid checksum'
  if (code === 'Z_BUF_ERROR' || /unexpected end/.test(message)) return 'unexpected EOF'
  return 'flate: corrupt input before offset 1'
}

function failed(error: string): Inflated {
  return { ok: false, error, tooLarge: false }
}
