import type { Exchange } from './wire.ts'

/** What the list shows of an exchange. */
export interface Row {
  readonly id: string
  readonly time: string
  readonly deployment: string
  readonly question: string
  readonly isStream: boolean
  readonly answeredBy: string
  readonly status: number | undefined
  /** `end`, `cut`, `reset`, `hang`, `client-left`; undefined while it runs. */
  readonly ended: string | undefined
  readonly faults: readonly string[]
  readonly firstMs: number | undefined
  readonly totalMs: number | undefined
  readonly session: string
}

/** An exchange never changes once it has ended. */
const rows = new WeakMap<Exchange, Row>()

export function rowOf(exchange: Exchange): Row {
  let row = rows.get(exchange)
  if (row === undefined) rows.set(exchange, (row = readRow(exchange)))
  return row
}

function readRow(exchange: Exchange): Row {
  const { planned, sent, request } = exchange
  return {
    id: exchange.id,
    time: timeOf(exchange.at),
    deployment: exchange.deployment ?? '',
    question: questionOf(exchange) ?? `${request.method} ${request.path}`,
    isStream: planned?.headers.some(([name, value]) => isEventStream(name, value)) ?? false,
    answeredBy: exchange.scenario ?? exchange.error ?? exchange.answered_by,
    status: planned?.status,
    ended: sent?.ended,
    faults: exchange.faults.filter(({ hit }) => hit).map(({ fault }) => fault),
    firstMs: sent?.head_ms ?? undefined,
    totalMs: sent?.ended === undefined ? undefined : (sent.last_ms ?? undefined),
    session: exchange.session,
  }
}

/** The last thing a user said, from the body or, where that is cut, from the line about it. */
export function questionOf({ request, summary }: Exchange): string | undefined {
  const body = parsed(request.body) as { messages?: unknown } | undefined
  const messages = Array.isArray(body?.messages) ? (body.messages as readonly Message[]) : []
  const last = messages.filter((message) => message?.role === 'user').at(-1)
  if (last !== undefined) return textOf(last.content)
  const quoted = /^\S+ ("(?:[^"\\]|\\.)*") →/.exec(summary ?? '')?.[1]
  return quoted === undefined ? undefined : (parsed(quoted) as string)
}

interface Message {
  readonly role?: string
  readonly content?: unknown
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: { text?: unknown }) => (typeof part?.text === 'string' ? part.text : ''))
    .join(' ')
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export function timeOf(iso: string): string {
  const date = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

export function ms(value: number | null | undefined): string {
  if (value === null || value === undefined) return ''
  return value < 10
    ? `${value.toFixed(1)} ms`
    : value < 10_000
      ? `${Math.round(value)} ms`
      : `${(value / 1000).toFixed(1)} s`
}

function isEventStream(name: string, value: string): boolean {
  return name.toLowerCase() === 'content-type' && value.startsWith('text/event-stream')
}
