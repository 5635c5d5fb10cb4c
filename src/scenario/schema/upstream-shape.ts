import type { AnswerSpec, BodySpec, ByteStep, UpstreamSpec, WireSpec } from '../outcome.ts'
import { bytes, eventSteps, headers, jsonBytes, rawSteps } from './bytes-shape.ts'
import { named, turned } from '../../shape/combine.ts'
import { duration } from '../../shape/durations.ts'
import { map, property } from '../../shape/maps.ts'
import type { MapValue } from '../../shape/maps.ts'
import { boolean, number, oneWordOf } from '../../shape/scalars.ts'
import type { Shape } from '../../shape/shape.ts'

const answerKeys = {
  status: property(number({ integer: true, min: 100, max: 999 }), 'The HTTP status; 200 unless given.'),
  headers: property(
    headers,
    'Exactly these headers, beside the framing ones. A list as value repeats the header.',
  ),
  body: property(
    jsonBytes,
    'The body, sent as compact JSON with the keys in this order; or { $base64: … }, or { $file: answer.json } as it stands.',
  ),
  text: property(bytes, 'The body as raw text; or { $base64: … }, or { $file: … }.'),
  events: property(
    eventSteps,
    'A stream, or { $file: answer.sse } for a recorded one. A map is one `data:` frame, a text is sent as it stands, { $wait: ms } pauses, { $end: fin | reset | hang } ends the connection there.',
  ),
  gap_ms: property(duration(), 'Milliseconds after each event; 3 unless given.'),
  delay_ms: property(duration(), 'Milliseconds before the first byte; 0 unless given.'),
  done: property(boolean(), 'false leaves out the final `data: [DONE]`.'),
  slice: property(number({ integer: true, min: 1 }), 'The bytes leave in pieces of this size.'),
  chunked: property(
    boolean(),
    'Whether the body is sent in HTTP chunks. Streams are, whole bodies are not, unless given.',
  ),
}

const upstreamKeys = {
  ...answerKeys,
  coding: property(oneWordOf(['gzip', 'deflate', 'br']), 'The provider compresses its body.'),
  wire: property(rawSteps, "The provider's raw bytes, head included, in place of all the rest."),
  connection: property(
    oneWordOf(['refused', 'fin', 'reset', 'hang', 'dns']),
    'No answer at all: nobody listens, closed, reset, silent, or no such host.',
  ),
}

const BODIES = ['body', 'text', 'events']
const CONTENT = ['status', 'headers', ...BODIES, 'chunked', 'done']
const withNone = (key: string, others: readonly string[]) => others.map((other) => [key, other])

/** The provider's answer, verbatim. */
export const upstreamShape: Shape<UpstreamSpec> = named('upstream', ['map'], 'a map with the answer', () =>
  turned(
    map(upstreamKeys, {
      want: 'a map with the answer',
      apart: [
        BODIES,
        ...withNone('connection', [...CONTENT, 'wire', 'gap_ms', 'slice', 'coding']),
        ...withNone('wire', [...CONTENT, 'coding']),
        ...withNone('body', ['done', 'gap_ms']),
        ...withNone('text', ['done', 'gap_ms']),
      ],
    }),
    (found): UpstreamSpec => {
      const { wire, connection, coding, gap_ms = DEFAULT_GAP, delay_ms = 0, slice } = found
      if (connection !== undefined) return { kind: 'none', why: connection, delay_ms }
      if (wire !== undefined)
        return { kind: 'raw', steps: wire, gap_ms, delay_ms, ...(slice === undefined ? {} : { slice }) }
      return { ...answerOf(found), ...(coding === undefined ? {} : { coding }) }
    },
  ),
)

/** What the client gets, past the gateway, verbatim. */
export const wireShape: Shape<WireSpec> = named('wire', ['map'], 'a map with the answer', () =>
  turned(
    map(answerKeys, {
      want: 'a map with the answer',
      apart: [BODIES, ...withNone('body', ['done', 'gap_ms']), ...withNone('text', ['done', 'gap_ms'])],
    }),
    answerOf,
  ),
)

const DEFAULT_GAP = 3

function answerOf(found: MapValue<typeof answerKeys>): AnswerSpec {
  const { status = 200, delay_ms = 0, slice, chunked } = found
  return {
    kind: 'answer',
    status,
    headers: found.headers ?? [],
    body: bodyOf(found),
    delay_ms,
    ...(slice === undefined ? {} : { slice }),
    ...(chunked === undefined ? {} : { chunked }),
  }
}

function bodyOf({
  body,
  text,
  events,
  gap_ms = DEFAULT_GAP,
  done = !endsWithDone(events),
}: MapValue<typeof answerKeys>): BodySpec {
  if (body !== undefined) return { kind: 'json', data: body }
  if (text !== undefined) return { kind: 'text', data: text }
  return events === undefined ? { kind: 'none' } : { kind: 'events', steps: events, gap_ms, done }
}

/** A recorded stream has its own. */
function endsWithDone(events: readonly ByteStep[] = []): boolean {
  const last = events.at(-1)
  return last?.kind === 'send' && typeof last.data === 'string' && last.data.trim() === 'data: [DONE]'
}
