import { headerValue } from '../upstream.ts'
import type { UpstreamAnswer } from '../upstream.ts'
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
  const { streams, upstream } = settings.profile
  const zipped = upstream.unpacksStreams && isZipped(answer)
  const whole = answer.ending === 'end' && answer.endAt < timeoutMs
  const { pieces, error } = zipped ? gunzipPieces(intime, whole) : { pieces: intime, error: undefined }
  const endAt = Math.min(answer.endAt, timeoutMs)
  if (streams.refusesOtherTypes && !saysEvents(answer)) {
    return { lines: [], endAt, failure: 'provider returned non-SSE response for streaming request' }
  }
  const { lines, doneAt } = readDataLines(pieces, streams.readsBareData)
  if (doneAt !== undefined) return { lines, endAt: doneAt, failure: undefined }
  if (answer.ending === 'hang' || answer.endAt >= timeoutMs) {
    return { lines, endAt: timeoutMs, failure: readError('i/o timeout', settings) }
  }
  const reset = answer.ending === 'reset'
  if (error !== undefined && !reset) return { lines, endAt, failure: error }
  return {
    lines,
    endAt,
    failure: reset ? readError('connection reset by peer', settings) : undefined,
  }
}

function isZipped(answer: UpstreamAnswer): boolean {
  return headerValue(answer.headers, 'content-encoding')?.toLowerCase().includes('gzip') === true
}

/** Only the type counts, whatever the body looks like. */
function saysEvents(answer: UpstreamAnswer): boolean {
  return headerValue(answer.headers, 'content-type')?.toLowerCase().includes('text/event-stream') === true
}
