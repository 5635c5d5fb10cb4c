import { EventRun } from '../../plan/event-run.ts'
import type { PlanPart, WireEvent } from '../../plan/plan.ts'
import { wireBytes } from '../go-json/bytes.ts'
import { bodyBytes, pieceBytes } from '../../contracts/upstream.ts'
import { headerValue } from '../../message/headers.ts'
import type { UpstreamReply } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import { firstAt } from '../upstream/outcome.ts'
import type { StreamFrame, StreamPart } from '../upstream/outcome.ts'
import type { ResponseHeaders } from './response-headers.ts'
import { FilledText } from '../templates/cut-text.ts'

/** A body, or what makes it. */
export type Body = string | (() => string | FilledText)

export interface WholeResponse {
  readonly status: number
  readonly body: Body
  /** Absent: the response has no `Content-Type`. */
  readonly type: string | undefined
  readonly headers: HeaderList
  readonly date: string
  readonly connection: string | undefined
  readonly at: number
  /** An answer to HEAD: the length of the body, but no body. */
  readonly head: boolean
}

/** A response of known length, header names in the gateway's order. */
export function wholeResponse(response: WholeResponse): readonly WireEvent[] {
  const { at } = response
  const made = typeof response.body === 'string' ? response.body : response.body()
  const body = typeof made === 'string' ? wireBytes(made) : made
  const headers: (readonly [string, string])[] = [SERVER, ['Date', response.date]]
  if (response.type !== undefined) headers.push(['Content-Type', response.type])
  const bodyless = isBodyless(response.status)
  if (!bodyless)
    headers.push([
      'Content-Length',
      String(body instanceof FilledText ? body.length : Buffer.byteLength(body)),
    ])
  for (const pair of response.headers) headers.push(pair)
  const { connection } = response
  if (connection !== undefined && !(connection === 'keep-alive' && isKeptAlive(headers)))
    headers.push(['Connection', connection])
  const framing = bodyless ? 'none' : 'length'
  const head: WireEvent = { at, kind: 'head', status: response.status, headers, framing }
  if (body.length === 0 || response.head || bodyless) return [head, { at, kind: 'end' }]
  const data = body instanceof FilledText ? () => body.toString() : body
  return [head, { at, kind: 'body', data }, { at, kind: 'end' }]
}

const SERVER = ['Server', 'fasthttp'] as const
const EVENT_STREAM = ['Content-Type', 'text/event-stream'] as const
const CHUNKED = ['Transfer-Encoding', 'chunked'] as const

function isKeptAlive(headers: HeaderList): boolean {
  return headerValue(headers, 'connection') === 'keep-alive'
}

/** Statuses whose answers have no body, whoever sends them: what an error says is lost with them. */
export function isBodyless(status: number): boolean {
  return status === 204 || status === 304 || (status >= 100 && status < 200)
}

/** What the HTTP server itself says to a request it cannot take: no header of the gateway, and the connection closes. */
export function bareText(status: number, text: string, date: string, at = 0): readonly WireEvent[] {
  return wholeResponse({
    status,
    body: text,
    type: 'text/plain; charset=utf-8',
    headers: [],
    date,
    connection: 'close',
    at,
    head: false,
  })
}

/** The headers that make an answer an event stream. */
export function setStreamHeaders(table: ResponseHeaders): void {
  table.set('Cache-Control', 'no-cache')
  table.set('Connection', 'keep-alive')
  table.set('Access-Control-Allow-Origin', '*')
}

/** An event stream. Its head leaves with the first event. */
export function streamResponse(
  stream: { readonly frames: readonly StreamPart[]; readonly endAt: number; readonly hangs?: boolean },
  table: ResponseHeaders,
  context: { readonly date: string; readonly connection: string | undefined },
): readonly PlanPart[] {
  const headers: (readonly [string, string])[] = [SERVER, ['Date', context.date], EVENT_STREAM]
  for (const pair of table.list()) headers.push(pair)
  headers.push(CHUNKED)
  // `keep-alive` stands there already.
  if (context.connection === 'close') headers.push(['Connection', context.connection])
  const headAt = firstAt(stream.frames) ?? stream.endAt
  const parts: PlanPart[] = [{ at: headAt, kind: 'head', status: 200, headers, framing: 'chunked' }]
  for (const part of stream.frames) parts.push(part instanceof EventRun ? part : frameEvent(part))
  parts.push({ at: stream.endAt, kind: stream.hangs === true ? 'hang' : 'end' })
  return parts
}

function frameEvent({ at, text }: StreamFrame): WireEvent {
  return { at, kind: 'body', data: () => wireBytes(text()) }
}

/** A scenario's `wire:` answer: its head and body as they stand, past the gateway; only what delimits the body is added. */
export function wireResponse(
  answer: UpstreamReply,
  startAt: number,
  connection: string | undefined,
): readonly WireEvent[] {
  if (answer.kind === 'none') {
    const fate = answer.why === 'hang' ? 'hang' : answer.why === 'reset' ? 'reset' : 'cut'
    return [{ at: startAt + answer.at, kind: fate }]
  }
  // A stream that is cut after its first event must not look whole: its length is not told.
  const chunked = answer.chunked ?? (answer.body.length > 1 || answer.body.some((piece) => 'event' in piece))
  const headers = [...answer.headers]
  if (chunked) headers.push(['Transfer-Encoding', 'chunked'])
  else if (headerValue(headers, 'content-length') === undefined) {
    headers.push(['Content-Length', String(bodyBytes(answer.body).length)])
  }
  if (connection !== undefined && headerValue(headers, 'connection') === undefined)
    headers.push(['Connection', connection])
  const events: WireEvent[] = [
    {
      at: startAt + answer.headAt,
      kind: 'head',
      status: answer.status,
      headers,
      framing: chunked ? 'chunked' : 'length',
    },
  ]
  for (const piece of answer.body)
    events.push({ at: startAt + piece.at, kind: 'body', data: () => pieceBytes(piece) })
  const ending = answer.ending === 'fin' ? 'cut' : answer.ending
  events.push({ at: startAt + answer.endAt, kind: ending })
  return events
}
