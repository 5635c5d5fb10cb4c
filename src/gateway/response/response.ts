import { bodyOfRun, placeOf } from '../../plan/body-run.ts'
import type { BodyRun } from '../../plan/body-run.ts'
import type { WireEvent } from '../../plan/plan.ts'
import { wireBytes } from '../go-json/bytes.ts'
import { bodyBytes, pieceBytes } from '../../contracts/upstream.ts'
import { headerValue } from '../../message/headers.ts'
import type { UpstreamReply } from '../../contracts/upstream.ts'
import type { Bytes } from '../../message/bytes.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { StreamFrame } from '../upstream/outcome.ts'
import type { ResponseHeaders } from './response-headers.ts'

export interface WholeResponse {
  readonly status: number
  readonly body: string | (() => string)
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
  const body = wireBytes(typeof response.body === 'string' ? response.body : response.body())
  const headers: [string, string][] = [
    ['Server', 'fasthttp'],
    ['Date', response.date],
  ]
  if (response.type !== undefined) headers.push(['Content-Type', response.type])
  const bodyless = isBodyless(response.status)
  if (!bodyless) headers.push(['Content-Length', String(Buffer.byteLength(body))])
  for (const [name, value] of response.headers) headers.push([name, value])
  const { connection } = response
  if (connection !== undefined && !(connection === 'keep-alive' && isKeptAlive(headers)))
    headers.push(['Connection', connection])
  const framing = bodyless ? 'none' : 'length'
  const head: WireEvent = { at, kind: 'head', status: response.status, headers, framing }
  if (body.length === 0 || response.head || bodyless) return [head, { at, kind: 'end' }]
  return [head, { at, kind: 'body', data: body }, { at, kind: 'end' }]
}

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
  stream: { readonly frames: readonly StreamFrame[]; readonly endAt: number; readonly hangs?: boolean },
  table: ResponseHeaders,
  context: { readonly date: string; readonly connection: string | undefined },
): readonly WireEvent[] {
  const headers: [string, string][] = [
    ['Server', 'fasthttp'],
    ['Date', context.date],
    ['Content-Type', 'text/event-stream'],
  ]
  for (const [name, value] of table.list()) headers.push([name, value])
  headers.push(['Transfer-Encoding', 'chunked'])
  // `keep-alive` stands there already.
  if (context.connection === 'close') headers.push(['Connection', context.connection])
  const headAt = stream.frames[0]?.at ?? stream.endAt
  const events: WireEvent[] = [{ at: headAt, kind: 'head', status: 200, headers, framing: 'chunked' }]
  for (const frame of stream.frames) events.push({ at: frame.at, kind: 'body', data: onWire(frame.text) })
  events.push({ at: stream.endAt, kind: stream.hangs === true ? 'hang' : 'end' })
  return events
}

function onWire(text: () => string): () => Bytes {
  const place = placeOf(text)
  if (place === undefined) return () => wireBytes(text())
  return bodyOfRun(wireRun(place.run), place.index)
}

/** The run of a stream's bytes; one for all of its chunks. */
function wireRun(run: BodyRun<string>): BodyRun {
  let bytes = wireRuns.get(run)
  if (bytes === undefined) {
    bytes = { make: (index) => wireBytes(run.make(index)), settle: () => run.settle() }
    wireRuns.set(run, bytes)
  }
  return bytes
}

const wireRuns = new WeakMap<BodyRun<string>, BodyRun>()

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
