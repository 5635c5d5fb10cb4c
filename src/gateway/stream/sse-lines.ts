import { pieceBytes } from '../../contracts/upstream.ts'
import { toBuffer } from '../../message/bytes.ts'
import type { UpstreamPiece } from '../../contracts/upstream.ts'

/** One `data:` payload and when its line was complete. `value` when the provider gave it as a value. */
export interface DataLine {
  readonly at: number
  readonly text: () => string | Uint8Array
  readonly value?: unknown
}

export interface DataLines {
  readonly lines: readonly DataLine[]
  /** When `[DONE]` came, if it did: nothing behind it is read. */
  readonly doneAt: number | undefined
}

/**
 * The payloads of an event stream, line by line as the gateway reads it: comments, blank lines and the fields
 * `event`, `id`, `retry` are skipped; a line that is no field counts as a payload (stream-error-bare-line). `bareData`:
 * `data:` needs no space behind it; otherwise the whole line is the payload (stream-no-space).
 */
export function readDataLines(pieces: readonly UpstreamPiece[], bareData = true): DataLines {
  const lines: DataLine[] = []
  let pending: Uint8Array = EMPTY
  for (const piece of pieces) {
    if ('event' in piece && pending.length === 0) {
      lines.push({ at: piece.at, value: piece.event, text: () => JSON.stringify(piece.event) })
      continue
    }
    const bytes = join(pending, toBuffer(pieceBytes(piece)))
    let from = 0
    for (let end = bytes.indexOf(LF, from); end !== -1; end = bytes.indexOf(LF, from)) {
      const payload = payloadOf(bytes.subarray(from, end), bareData)
      from = end + 1
      if (payload === DONE) return { lines, doneAt: piece.at }
      if (payload !== undefined) lines.push({ at: piece.at, text: () => payload })
    }
    pending = bytes.subarray(from)
  }
  const last = pending.length === 0 ? undefined : payloadOf(pending, bareData)
  const at = pieces.at(-1)?.at ?? 0
  if (last === DONE) return { lines, doneAt: at }
  if (last !== undefined) lines.push({ at, text: () => last })
  return { lines, doneAt: undefined }
}

const LF = 10
const EMPTY = new Uint8Array()
const DONE = Symbol('[DONE]')
const SKIPPED = [':', 'event:', 'id:', 'retry:'] as const

function payloadOf(raw: Uint8Array, bareData: boolean): Uint8Array | typeof DONE | undefined {
  const line = raw.at(-1) === 13 ? raw.subarray(0, -1) : raw
  if (line.length === 0 || SKIPPED.some((prefix) => startsWith(line, prefix))) return undefined
  let payload = line
  if (startsWith(line, 'data: ')) payload = line.subarray(6)
  else if (bareData && startsWith(line, 'data:')) payload = line.subarray(5)
  if (payload.length === 0) return undefined
  return payload.length === 6 && startsWith(payload, '[DONE]') && payload !== line ? DONE : payload
}

function startsWith(line: Uint8Array, prefix: string): boolean {
  if (line.length < prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (line[i] !== prefix.charCodeAt(i)) return false
  return true
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  return first.length === 0 ? second : Buffer.concat([first, second])
}
