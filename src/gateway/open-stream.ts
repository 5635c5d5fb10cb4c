import { bodyBytes, headerValue } from '../upstream.ts'
import type { UpstreamAnswer, UpstreamPiece } from '../upstream.ts'
import type { CallSettings } from './call.ts'
import { gunzipPieces } from './http/gunzip-pieces.ts'
import { readDataLines } from './sse-lines.ts'
import type { DataLine } from './sse-lines.ts'
import { readError } from './transport-failure.ts'

export interface OpenStream {
  /** The payload lines that arrive in time. */
  readonly lines: readonly DataLine[]
  /** When reading ends, ms after the call began. */
  readonly endAt: number
  /** Why it ends, if not well: the cause, as the gateway words it. */
  readonly failure: string | undefined
}

/** Reads a deployment's stream as far as the request timeout lets the gateway read: it bounds the whole of it. */
export function openStream(answer: UpstreamAnswer, settings: CallSettings): OpenStream {
  const { timeoutMs } = settings.config
  const intime = answer.endAt < timeoutMs ? answer.body : answer.body.filter((piece) => piece.at < timeoutMs)
  const zipped = headerValue(answer.headers, 'content-encoding')?.toLowerCase().includes('gzip') === true
  const { pieces, error } = zipped ? gunzipPieces(intime) : { pieces: intime, error: undefined }
  const endAt = Math.min(answer.endAt, timeoutMs)
  if (!looksLikeEvents(answer, pieces)) {
    return { lines: [], endAt, failure: 'provider returned non-SSE response for streaming request' }
  }
  const { lines, doneAt } = readDataLines(pieces)
  if (doneAt !== undefined) return { lines, endAt: doneAt, failure: undefined }
  if (error !== undefined) return { lines, endAt, failure: error }
  if (answer.ending === 'hang' || answer.endAt >= timeoutMs) {
    return { lines, endAt: timeoutMs, failure: readError('i/o timeout', settings.connection()) }
  }
  const reset = answer.ending === 'reset'
  return {
    lines,
    endAt,
    failure: reset ? readError('connection reset by peer', settings.connection()) : undefined,
  }
}

/** A stream says so in its type, or begins like one. */
function looksLikeEvents(answer: UpstreamAnswer, pieces: readonly UpstreamPiece[]): boolean {
  const type = headerValue(answer.headers, 'content-type') ?? ''
  if (type.toLowerCase().includes('text/event-stream')) return true
  const text = Buffer.from(bodyBytes(pieces)).toString('latin1')
  return /^(:|\n|\r|data:|event:|id:|retry:)/.test(text)
}
