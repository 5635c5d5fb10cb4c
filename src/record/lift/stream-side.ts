import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { parsed } from '../../json/parsed.ts'
import { groupedHeaders } from '../../message/headers.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { Recorded } from '../recorded.ts'

/** A frame of the stream that the client got. */
interface Frame {
  readonly at: number
  readonly value: JsonObject
  /** Ms since the frame before it, as the gateway tells; that of the last one: since the head of Azure's answer. */
  readonly latency: number | undefined
}

/** Ways in which Azure may have sent the stream that a gateway passed on. */
export function streamSides(recorded: Recorded, headers: HeaderList): readonly JsonObject[] {
  const texts = frameTexts(recorded.pieces)
  const isDone = texts.at(-1)?.text === 'data: [DONE]'
  const frames = texts.slice(0, isDone ? -1 : undefined).map(frameOf)
  const last = frames.at(-1)
  if (last === undefined || frames.includes(undefined)) return []
  const all = frames as readonly Frame[]
  // Without its end a stream has broken, and the gateway says so.
  if (!isDone && !isObject(last.value['error'])) return []
  const told = timesTold(all, recorded)
  const came = { headAt: recorded.headAt, times: all.map(({ at }) => at) }
  return [...(told === undefined ? [] : [told]), came].flatMap((times) =>
    (isDone ? endings(all) : breaks(all)).map((events) => ({
      upstream: {
        ...(Math.round(times.headAt) === 0 ? {} : { delay_ms: tidy(times.headAt) }),
        ...(headers.length === 0 ? {} : { headers: groupedHeaders(headers) }),
        gap_ms: 0,
        ...timed(events, times),
      },
    })),
  )
}

/** Where in the stream an event stands, by the frame that came of it; `$end` and the like have the time of the one before. */
interface Sent {
  readonly event: unknown
  readonly frame: number
}

/** The gateway makes one last frame of what it remembers: finish reason and usage come in chunks of their own. */
function endings(frames: readonly Frame[]): readonly (readonly Sent[])[] {
  const before = frames.slice(0, -1).map(({ value }, frame) => ({ event: azureChunk(value), frame }))
  const at = frames.length - 1
  const last = frames[at]!.value
  const envelope = envelopeOf(frames)
  const [choice] = Array.isArray(last['choices']) ? last['choices'].filter(isObject) : []
  const finish = choice?.['finish_reason']
  const usage = last['usage']
  const { extra_fields: _extra, ...said } = last
  const finishing: Sent[] =
    typeof finish === 'string'
      ? [
          {
            event: { ...envelope, choices: [{ index: 0, delta: {}, finish_reason: finish }] },
            frame: at,
          },
        ]
      : []
  const counted: Sent[] = isObject(usage) ? [{ event: { ...envelope, choices: [], usage }, frame: at }] : []
  const hasCounts =
    isObject(usage) && Object.values(usage).some((count) => typeof count === 'number' && count > 0)
  return [
    ...(hasCounts ? [[...before, ...finishing, ...counted]] : []),
    [...before, ...finishing],
    [...before, { event: said, frame: at }],
    [...before, { event: { $end: 'fin' }, frame: at }],
  ]
}

/** An error that Azure sent in the middle, or a connection that broke. */
function breaks(frames: readonly Frame[]): readonly (readonly Sent[])[] {
  const frame = frames.length - 1
  const before = frames.slice(0, -1).map(({ value }, index) => ({ event: azureChunk(value), frame: index }))
  const { error } = frames[frame]!.value
  return [{ error }, { $end: 'reset' }, { $end: 'fin' }].map((event) => [...before, { event, frame }])
}

/** What all chunks of an answer say: taken from the first one that says it. */
function envelopeOf(frames: readonly Frame[]): JsonObject {
  const first = frames.find(({ value }) => typeof value['id'] === 'string' && value['id'] !== '')?.value ?? {}
  const keys = ['id', 'created', 'model', 'object', 'system_fingerprint', 'service_tier']
  return Object.fromEntries(keys.filter((key) => key in first).map((key) => [key, first[key]]))
}

function azureChunk(value: JsonObject): unknown {
  const { extra_fields: extra, ...said } = value
  const raw = isObject(extra) ? extra['raw_response'] : undefined
  const sent = typeof raw === 'string' ? parsed(raw) : raw
  if (isObject(sent)) return sent
  const { usage, ...rest } = said
  return usage === null || usage === undefined ? rest : said
}

interface Times {
  /** When the head of Azure's answer came. */
  readonly headAt: number
  readonly times: readonly number[]
}

/** The times that the gateway tells, from the first frame that came; undefined where it tells none. */
function timesTold(frames: readonly Frame[], { headAt }: Recorded): Times | undefined {
  const latencies = frames.map(({ latency, value }) => (isObject(value['error']) ? undefined : latency))
  if (latencies.includes(undefined)) return undefined
  const [first = 0, ...later] = latencies as readonly number[]
  const total = later.at(-1) ?? first
  const begin = frames.length === 1 ? headAt : Math.max(frames[0]!.at - first, 0)
  const start = Math.round(begin)
  if (frames.length === 1) return { headAt: start, times: [start + first] }
  // Each is rounded, the last one tells their sum.
  const gaps = [first, ...later.slice(0, -1)]
  const sum = gaps.reduce((all, gap) => all + gap, 0)
  const excess = sum > total ? (sum - total) / gaps.length : 0
  let at = start
  const times = gaps.map((gap) => (at += Math.max(0, gap - Math.min(excess, 0.49))))
  return { headAt: start, times: [...times, Math.max(at, start + total)] }
}

/** The events with the silences between them. */
function timed(
  sent: readonly Sent[],
  { headAt, times }: Times,
): { readonly events: readonly unknown[]; readonly done?: false } {
  let at = tidy(headAt)
  const events = sent.flatMap(({ event, frame }) => {
    const wait = tidy(times[frame]! - at)
    if (wait <= 0) return [event]
    at += wait
    return [{ $wait: wait }, event]
  })
  return isEnd(events.at(-1)) ? { done: false, events } : { events }
}

/** Nothing follows what breaks a stream. */
function isEnd(event: unknown): boolean {
  return isObject(event) && ('$end' in event || 'error' in event)
}

/** Ms, whole where they are. */
function tidy(ms: number): number {
  return Math.round(ms * 10) / 10
}

/** The events of a stream, each when its last byte came. */
export function frameTexts(
  pieces: Recorded['pieces'],
): readonly { readonly at: number; readonly text: string }[] {
  const frames: { at: number; text: string }[] = []
  let pending = ''
  for (const { at, data } of pieces) {
    const parts = (pending + data.toString('latin1')).split('\n\n')
    pending = parts.pop()!
    for (const part of parts)
      if (part !== '') frames.push({ at, text: Buffer.from(part, 'latin1').toString('utf8') })
  }
  if (pending.trim() !== '')
    frames.push({ at: pieces.at(-1)!.at, text: Buffer.from(pending, 'latin1').toString('utf8') })
  return frames
}

function frameOf({ at, text }: { readonly at: number; readonly text: string }): Frame | undefined {
  const value = text.startsWith('data: ') ? parsed(text.slice(6)) : undefined
  if (!isObject(value)) return undefined
  const extra = value['extra_fields']
  const latency = isObject(extra) ? extra['latency'] : undefined
  return { at, value, latency: typeof latency === 'number' ? latency : undefined }
}
