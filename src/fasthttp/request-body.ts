import { gunzip, unbrotli, unzlib, unzstd } from './inflate.ts'
import type { Inflate } from './inflate.ts'

/** Undoes the `Content-Encoding` of a request. `status` is that of the gateway's refusal. */
export function decodeRequestBody(
  body: Uint8Array,
  contentEncoding: string,
  maxBytes: number,
): { ok: true; body: Uint8Array } | { ok: false; status: number; message: string } {
  const coding = contentEncoding.trim().toLowerCase()
  const inflate = CODINGS[coding]
  if (inflate === undefined) return refuse(`unsupported Content-Encoding: ${JSON.stringify(coding)}`)
  const result = inflate(body, maxBytes)
  if (result.ok) return result
  if (result.tooLarge) {
    return {
      ok: false,
      status: 413,
      message: `decompressed request body exceeds max allowed size of ${maxBytes} bytes`,
    }
  }
  return refuse(result.error)
}

function refuse(why: string) {
  return { ok: false, status: 400, message: `invalid compressed request body: ${why}` } as const
}

/** `deflate` means zlib. */
const CODINGS: Readonly<Record<string, Inflate | undefined>> = {
  gzip: gunzip,
  deflate: unzlib,
  br: unbrotli,
  zstd: unzstd,
}
