import zlib from 'node:zlib'
import { pieceBytes } from '../../contracts/upstream.ts'
import { toBuffer } from '../../message/bytes.ts'
import type { UpstreamPiece } from '../../contracts/upstream.ts'

export interface Gunzipped {
  readonly pieces: readonly UpstreamPiece[]
  /** Why the bytes do not unpack to their end, in the words of the gateway's reader. */
  readonly error?: string
}

/**
 * Unpacks a gzip stream piece by piece, so that every event keeps the time at which its bytes came. `whole`: the
 * connection was not cut. Bytes that do not even begin like gzip are read as they are, but for what was lost in looking.
 */
export function gunzipPieces(pieces: readonly UpstreamPiece[], whole: boolean): Gunzipped {
  const packed = pieces.map((piece) => ({ at: piece.at, data: toBuffer(pieceBytes(piece)) }))
  if (!beginsLikeGzip(packed)) return { pieces: afterLooking(packed) }
  const plain: UpstreamPiece[] = []
  let sofar: Uint8Array = new Uint8Array()
  let done = 0
  for (const { at, data } of packed) {
    sofar = Buffer.concat([sofar, data])
    const text = unpack(sofar, zlib.constants.Z_SYNC_FLUSH)
    if (text === undefined) return { pieces: plain, error: 'flate: corrupt input before offset 1' }
    plain.push({ at, data: text.subarray(done) })
    done = text.length
  }
  const complete = whole && (sofar.length === 0 || unpack(sofar, zlib.constants.Z_FINISH) !== undefined)
  return complete ? { pieces: plain } : { pieces: plain, error: 'unexpected EOF' }
}

interface Packed {
  readonly at: number
  readonly data: Uint8Array
}

/** What a reader looks at before it knows. */
const HEADER_BYTES = 10
/** It takes so much of one piece into its buffer. */
const BUFFER_BYTES = 4096
/** A reader of the gateway's pool looks first; when it does not like what it sees, a new one looks at what is left. */
const LOOKS = 2

function beginsLikeGzip(packed: readonly Packed[]): boolean {
  const [a, b, method] = Buffer.concat(packed.map(({ data }) => data.subarray(0, HEADER_BYTES)))
  return (a ?? 0x1f) === 0x1f && (b ?? 0x8b) === 0x8b && (method ?? 8) === 8
}

/** The pieces that are left when every look has filled its buffer from whole pieces until it had a header's worth. */
function afterLooking(packed: readonly Packed[]): readonly Packed[] {
  let rest = [...packed]
  for (let look = 0; look < LOOKS; look++) {
    for (let seen = 0; seen < HEADER_BYTES && rest.length > 0;) {
      const [{ at, data }, ...others] = rest as [Packed, ...Packed[]]
      seen += data.length
      rest = data.length > BUFFER_BYTES ? [{ at, data: data.subarray(BUFFER_BYTES) }, ...others] : others
    }
  }
  return rest
}

/** Undefined when the bytes do not unpack, or, with `Z_FINISH`, break off. */
function unpack(packed: Uint8Array, finishFlush: number): Uint8Array | undefined {
  if (packed.length < HEADER_BYTES)
    return finishFlush === zlib.constants.Z_FINISH ? undefined : new Uint8Array()
  try {
    return zlib.gunzipSync(packed, { finishFlush })
  } catch {
    return undefined
  }
}
