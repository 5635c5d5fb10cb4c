import type { UpstreamStream } from '../../contracts/upstream.ts'
import { headerValue } from '../../message/headers.ts'
import type { HeaderList } from '../../message/headers.ts'
import { longHead } from '../../fasthttp/client/long-head.ts'
import { TIMEOUT } from '../../fasthttp/client/read-failure.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { gunzipPieces } from './gunzip-pieces.ts'
import { readDataLines } from './sse-lines.ts'
import type { DataLine } from './sse-lines.ts'
import { failureText } from '../upstream/transport-failure.ts'
import type { Received } from '../upstream/received.ts'

export interface OpenStream {
  /** The payload lines that arrive in time. */
  readonly lines: readonly DataLine[]
  /** When reading ends, ms after the call began. */
  readonly endAt: number
  /** Azure said that this is all. */
  readonly isDone: boolean
  /** Why it ends, if not well: the cause, as the gateway words it. */
  readonly failure: string | undefined
  /** It does not end: Azure is silent, and the gateway waits (stream-idle-after-content). */
  readonly hangs?: boolean
}

/**
 * Reads a deployment's stream as far as the timeout lets the gateway read: it bounds the whole of it, or its silences.
 * `ofAnyType`: whatever type it says it has.
 */
export function openStream(answer: Received, settings: CallSettings, ofAnyType = false): OpenStream {
  const timeoutMs = limitOf(answer, settings)
  const isLate = answer.endAt >= timeoutMs || answer.failure?.kind === 'timeout'
  const failure = isLate ? TIMEOUT : answer.failure
  const intime = answer.endAt < timeoutMs ? answer.body : answer.body.filter((piece) => piece.at < timeoutMs)
  const { streams, upstream } = settings.profile
  const hangs = isLate && streams.idleSeconds === 'never'
  const endAt = isLate && !hangs ? timeoutMs : answer.endAt
  if (!ofAnyType && streams.refusesOtherTypes && !saysEvents(answer)) {
    const why = hangs ? undefined : otherType(answer, streams.namesOtherType)
    return { lines: [], endAt, isDone: false, failure: why, hangs }
  }
  // Chunks that stop without a last one are the end of a stream all the same.
  const ends = failure === undefined || failure.kind === 'eof'
  const zipped = upstream.unpacksStreams && isZipped(answer)
  const { pieces, error } = zipped ? gunzipPieces(intime, ends) : { pieces: intime, error: undefined }
  const { lines, doneAt } = readDataLines(pieces, streams.readsBareData)
  if (doneAt !== undefined) return { lines, endAt: doneAt, isDone: true, failure: undefined }
  if (hangs) return { lines, endAt, isDone: false, failure: undefined, hangs }
  const isIdle = isLate && typeof streams.idleSeconds === 'number'
  const why = ends ? error : isIdle ? IDLE : failureText(failure, settings)
  return { lines, endAt, isDone: false, failure: why }
}

/** Whether a stream is one that the gateway reads to its end as it comes: of the right type, not packed, and never too slow. */
export function isReadToItsEnd(stream: UpstreamStream, settings: CallSettings): boolean {
  const { streams, upstream } = settings.profile
  // Shorter than one silence that is too long, whatever silences are in it.
  if (stream.endAt >= longestSilence(settings) || headerValue(stream.headers, 'content-length') !== undefined)
    return false
  if (longHead(200, stream.headers) !== undefined) return false
  if (upstream.unpacksStreams && isZipped(stream)) return false
  return !streams.refusesOtherTypes || saysEvents(stream)
}

/** Ms; of a whole stream, or of the wait for its head, where the line bounds those. */
function longestSilence({ profile, config, timeoutMs }: CallSettings): number {
  const { idleSeconds } = profile.streams
  if (idleSeconds === 'never') return Number.POSITIVE_INFINITY
  return idleSeconds === 'whole' ? timeoutMs : Math.min(timeoutMs, config.idleTimeoutMs ?? idleSeconds * 1000)
}

const IDLE = 'stream idle timeout: no data received within configured window'

/** When the gateway would stop reading: the timeout of the request, the end of the first silence that is too long, or never. */
function limitOf({ headAt, body, endAt, failure }: Received, settings: CallSettings): number {
  const { idleSeconds } = settings.profile.streams
  if (idleSeconds === 'whole') return settings.timeoutMs
  if (idleSeconds === 'never') return Number.POSITIVE_INFINITY
  const idleMs = settings.config.idleTimeoutMs ?? idleSeconds * 1000
  let last = headAt
  if (endAt - headAt >= idleMs) {
    for (const { at } of body) {
      if (at - last >= idleMs) return last + idleMs
      last = at
    }
    if (endAt - last >= idleMs) return last + idleMs
  }
  return failure?.kind === 'timeout' ? (body.at(-1)?.at ?? headAt) + idleMs : Number.POSITIVE_INFINITY
}

function otherType(answer: Received, named: boolean): string {
  const type = headerValue(answer.headers, 'content-type') ?? ''
  const text = 'provider returned non-SSE response for streaming request'
  return named ? `${text} (content-type ${JSON.stringify(type)})` : text
}

function isZipped(answer: { readonly headers: HeaderList }): boolean {
  return headerValue(answer.headers, 'content-encoding')?.toLowerCase().includes('gzip') === true
}

/** Only the type counts, whatever the body looks like. */
function saysEvents(answer: { readonly headers: HeaderList }): boolean {
  return headerValue(answer.headers, 'content-type')?.toLowerCase().includes('text/event-stream') === true
}
