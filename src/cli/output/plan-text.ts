import { withEscapes } from './printable.ts'
import { headerValue } from '../../message/headers.ts'
import type { Bytes } from '../../message/bytes.ts'
import type { HeaderList } from '../../message/headers.ts'
import { misreadView } from '../../journal/view.ts'
import type { MisreadView } from '../../journal/view.ts'
import { orderText } from './log-text.ts'
import type { Tried } from '../request/try-request.ts'

export interface PlanResult {
  readonly scenario: string | null
  readonly seed: number | null
  /** What chaos of the files does to it. */
  readonly ordered?: string
  /** The model's usual pace would outlast the gateway's timeout: it was made quicker; ms. */
  readonly hurried?: { readonly from_ms: number; readonly to_ms: number }
  /** What its sender should know. */
  readonly hint?: string
  /** Forms of the answer that real clients misread. */
  readonly misread: readonly MisreadView[]
  readonly events: readonly PlannedEvent[]
}

/** `at`: ms after the request was accepted. Bytes that are no text are base64. */
export type PlannedEvent =
  | { readonly at: number; readonly kind: 'head'; readonly status: number; readonly headers: HeaderList }
  | { readonly at: number; readonly kind: 'body'; readonly text: string }
  | { readonly at: number; readonly kind: 'body'; readonly base64: string }
  | { readonly at: number; readonly kind: 'end' | 'cut' | 'reset' | 'hang' }

/** What would be sent, as plain values. */
export function planResult({ exchange: { plan, entry } }: Tried): PlanResult {
  const hurried = entry.calls.at(-1)?.hurried
  return {
    scenario: entry.calls.at(-1)?.rule ?? null,
    seed: entry.seed ?? null,
    ...(entry.ordered === undefined ? {} : { ordered: orderText(entry.ordered) }),
    ...(hurried === undefined
      ? {}
      : { hurried: { from_ms: Math.round(hurried.fromMs), to_ms: Math.round(hurried.toMs) } }),
    ...(entry.hint === undefined ? {} : { hint: entry.hint }),
    misread: misreadView(entry),
    events: plan.events.map((event): PlannedEvent => {
      const at = Math.round(event.at * 1000) / 1000
      if (event.kind === 'head') return { at, kind: 'head', status: event.status, headers: event.headers }
      if (event.kind !== 'body') return { at, kind: event.kind }
      return { at, kind: 'body', ...written(typeof event.data === 'function' ? event.data() : event.data) }
    }),
  }
}

/** The plan as lines with their times. */
export function planText({ scenario, seed, ordered, hurried, hint, misread, events }: PlanResult): string {
  const name = scenario === null ? 'no scenario' : `scenario ${JSON.stringify(scenario)}`
  const who = ordered === undefined ? name : `${name}, hit by ${ordered}`
  const head = events[0]?.kind === 'head' ? events[0].headers : []
  const isStream = (headerValue(head, 'content-type') ?? '').startsWith('text/event-stream')
  const frames = events.filter((event) => event.kind === 'body').length
  const ends = events.at(-1)?.at ?? 0
  const summary = `${who}, seed ${seed ?? 'none'}, ${isStream ? `stream of ${frames} frames` : 'whole answer'}, ${Math.round(ends)} ms`
  const pace = hurried === undefined ? [] : [`${PACE} (${hurried.from_ms} ms)`]
  const told = hint === undefined ? [] : [withEscapes(`hint: ${hint}`)]
  const notes = misread.flatMap(({ code, clients }) => [
    `clients misread: ${code}`,
    `  ${clients.join('; ')}`,
  ])
  const end = notes.length === 0 ? [] : ['', ...notes]
  return `${[summary, ...pace, ...told, '', ...events.flatMap(eventLines), ...end].join('\n')}\n`
}

const PACE = "quicker than the model's usual pace, which would outlast the gateway's timeout"

const ENDINGS = {
  end: 'complete',
  cut: 'the connection is closed before the answer is complete',
  reset: 'the connection is reset',
  hang: 'silence; the connection stays open',
}

function eventLines(event: PlannedEvent): string[] {
  const time = `${String(Math.round(event.at)).padStart(7)} ms  `
  const indent = ' '.repeat(time.length)
  const lines = linesOf(event)
  return lines.map((line, index) => `${index === 0 ? time : indent}${withEscapes(line)}`)
}

function linesOf(event: PlannedEvent): readonly string[] {
  if (event.kind === 'head')
    return [`HTTP/1.1 ${event.status}`, ...event.headers.map(([name, value]) => `${name}: ${value}`)]
  if (event.kind !== 'body') return [ENDINGS[event.kind]]
  if ('base64' in event) return [`${Buffer.from(event.base64, 'base64').length} bytes: ${event.base64}`]
  return event.text.replace(/\n+$/, '').split('\n')
}

function written(data: Bytes): { text: string } | { base64: string } {
  if (typeof data === 'string') return { text: data }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data) }
  } catch {
    return { base64: Buffer.from(data).toString('base64') }
  }
}
