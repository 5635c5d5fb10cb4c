import zlib from 'node:zlib'
import { pieceBytes, toBuffer } from '../../upstream.ts'
import type { UpstreamPiece } from '../../upstream.ts'

/**
 * Unpacks a gzip stream piece by piece, so that every event keeps the time at which its bytes came. `error` in the
 * words of the gateway's reader when the bytes are no gzip; what was readable before stays.
 */
export function gunzipPieces(pieces: readonly UpstreamPiece[]): {
  pieces: readonly UpstreamPiece[]
  error?: string
} {
  const plain: UpstreamPiece[] = []
  let packed: Uint8Array = new Uint8Array()
  let done = 0
  for (const piece of pieces) {
    packed = Buffer.concat([packed, toBuffer(pieceBytes(piece))])
    const text = gunzipSoFar(packed)
    if (text === undefined) return { pieces: plain, error: 'gzip: invalid header' }
    plain.push({ at: piece.at, data: text.subarray(done) })
    done = text.length
  }
  return { pieces: plain }
}

/** What the bytes so far unpack to, however they break off; undefined when they are no gzip. */
function gunzipSoFar(packed: Uint8Array): Uint8Array | undefined {
  if (packed.length < 18)
    return packed.length > 1 && (packed[0] !== 0x1f || packed[1] !== 0x8b) ? undefined : new Uint8Array()
  try {
    return zlib.gunzipSync(packed, { finishFlush: zlib.constants.Z_SYNC_FLUSH })
  } catch {
    return undefined
  }
}
