import zlib from 'node:zlib'
import type { AnswerSpec, BodySpec, ByteStep, UpstreamSpec } from '../../scenario/outcome.ts'
import { toBuffer } from '../../message/bytes.ts'
import { headerValue } from '../../message/headers.ts'
import type {
  UpstreamAnswer,
  UpstreamEnding,
  UpstreamPiece,
  UpstreamReply,
} from '../../contracts/upstream.ts'
import type { Bytes } from '../../message/bytes.ts'
import type { HeaderList } from '../../message/headers.ts'
import { readRawAnswer } from './raw-answer.ts'

/** A scenario's `upstream:` as the provider's answer: exactly what it says, at the times it says. */
export function verbatimReply(spec: UpstreamSpec): UpstreamReply {
  if (spec.kind === 'none') return { kind: 'none', why: spec.why, at: spec.delay_ms }
  if (spec.kind === 'raw') return readRawAnswer(timeline(spec.steps, spec.gap_ms, spec.delay_ms, 'fin'))
  return answerOf(spec, spec.coding)
}

/** A scenario's `wire:` answer; its body is not touched. */
export function wireReply(spec: AnswerSpec): UpstreamReply {
  return { ...answerOf(spec, undefined), chunked: spec.chunked ?? spec.body.kind === 'events' }
}

function answerOf(spec: AnswerSpec, coding: Coding | undefined): UpstreamAnswer {
  const { pieces, ending, endAt } = bodyTimeline(spec.body, spec.delay_ms)
  const coded =
    coding === undefined
      ? pieces
      : pieces.map((piece) => ({ at: piece.at, data: CODERS[coding](toBuffer(piece.data)) }))
  return {
    kind: 'answer',
    status: spec.status,
    headers: completeHeaders(spec, coding),
    headAt: spec.delay_ms,
    body: sliced(coded, spec.slice),
    ending,
    endAt,
  }
}

type Coding = 'gzip' | 'deflate' | 'br'
type Timeline = {
  readonly pieces: readonly TimedBytes[]
  readonly ending: UpstreamEnding
  readonly endAt: number
}
type TimedBytes = { readonly at: number; readonly data: Bytes }

/** Each piece becomes a whole member of its own, so that every event can be unpacked when it arrives. */
const CODERS: Readonly<Record<Coding, (data: Uint8Array) => Uint8Array>> = {
  gzip: (data) => zlib.gzipSync(data),
  deflate: (data) => zlib.deflateSync(data),
  br: (data) => zlib.brotliCompressSync(data),
}

function bodyTimeline(body: BodySpec, delay: number): Timeline {
  if (body.kind === 'none') return { pieces: [], ending: 'end', endAt: delay }
  if (body.kind === 'events') {
    const steps: readonly ByteStep[] = body.done
      ? [...body.steps, { kind: 'send', data: 'data: [DONE]\n\n' }]
      : body.steps
    return timeline(steps, body.gap_ms, delay, 'end')
  }
  return { pieces: [{ at: delay, data: body.data }], ending: 'end', endAt: delay }
}

/** Steps with their times: `gap` ms after each thing sent, `wait`s added, until an `end` step stops it. */
function timeline(
  steps: readonly ByteStep[],
  gap: number,
  delay: number,
  otherwise: UpstreamEnding,
): Timeline {
  const pieces: TimedBytes[] = []
  let at = delay
  // No gap before the end: it comes with the last thing sent, or when a last wait is over.
  let endAt = delay
  for (const step of steps) {
    if (step.kind === 'end') return { pieces, ending: step.how, endAt: at }
    if (step.kind === 'wait') {
      at += step.ms
      endAt += step.ms
    } else {
      pieces.push({ at, data: step.data })
      endAt = at
      at += gap
    }
  }
  return { pieces, ending: otherwise, endAt }
}

/** The body cut into pieces of `size` bytes, each sent when its first byte was due. */
function sliced(pieces: readonly TimedBytes[], size: number | undefined): readonly UpstreamPiece[] {
  if (size === undefined) return pieces
  const parts: TimedBytes[] = []
  for (const piece of pieces) {
    const bytes = toBuffer(piece.data)
    for (let from = 0; from < bytes.length; from += size)
      parts.push({ at: piece.at, data: bytes.subarray(from, from + size) })
  }
  return parts
}

function completeHeaders(spec: AnswerSpec, coding: Coding | undefined): HeaderList {
  const headers = [...spec.headers]
  if (coding !== undefined && headerValue(headers, 'content-encoding') === undefined)
    headers.push(['content-encoding', coding])
  if (headerValue(headers, 'content-type') === undefined && spec.body.kind !== 'none') {
    headers.push([
      'content-type',
      spec.body.kind === 'events' ? 'text/event-stream; charset=utf-8' : 'application/json',
    ])
  }
  return headers
}
