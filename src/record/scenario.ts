import { parsed } from '../json/parsed.ts'
import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { groupedHeaders } from '../message/headers.ts'
import type { HeaderList } from '../message/headers.ts'
import type { Recorded } from './recorded.ts'
import type { Redaction } from './secrets.ts'

/** Who the target is: a gateway, whose answer a client gets word for word, or Azure, whose answer a gateway gets. */
export type RecordedAs = 'gateway' | 'azure'

/** A recorded exchange as a scenario: what asks for it, and what answers. */
export interface RecordedScenario {
  /** Its first words, for names. */
  readonly title: string
  readonly deployment: string
  readonly session: string
  readonly when: JsonObject
  readonly outcome: JsonObject
}

/** Headers that follow from the connection or the body. */
const FRAMING = /^(?:connection|keep-alive|content-length|transfer-encoding)$/i
/** A pause shorter than this is noise, ms. */
const PAUSE = 2

/** Undefined for what is no chat request, or has no whole answer because the client left. */
export function scenarioFrom(
  recorded: Recorded,
  as: RecordedAs,
  redaction: Redaction,
): RecordedScenario | undefined {
  const deployment = /\/deployments\/([^/?]+)\//.exec(recorded.target)?.[1]
  const body = parsed(recorded.request.body.toString('utf8'))
  if (!isObject(body) || !Array.isArray(body['messages']) || recorded.ended === 'client-left')
    return undefined
  const name = deployment === undefined ? textOf(body['model']) : decodeURIComponent(deployment)
  const messages = body['messages'].filter(isObject)
  const text = redaction.text(lastText(messages))
  return {
    title: text === '' ? name : text,
    deployment: name,
    session: sessionOf(recorded.request.headers),
    when: whenOf(body, messages, name, text),
    outcome: { [as === 'azure' ? 'upstream' : 'wire']: answerOf(recorded, redaction) },
  }
}

/** What tells this request from others: deployment, the last thing that was said, where in the conversation, how it wants its answer. */
function whenOf(
  body: JsonObject,
  messages: readonly JsonObject[],
  deployment: string,
  text: string,
): JsonObject {
  const turn = messages.filter(({ role }) => role === 'assistant').length + 1
  return {
    deployment,
    ...(text === '' ? {} : { message: { equals: text } }),
    ...(turn > 1 ? { turn } : {}),
    stream: body['stream'] === true,
  }
}

function answerOf(recorded: Recorded, redaction: Redaction): JsonObject {
  const { status, headers, pieces, headAt, ended } = recorded
  const kept = groupedHeaders(redaction.headers(headers.filter(([name]) => !FRAMING.test(name))))
  const head = { status, headers: kept, delay_ms: Math.round(headAt) }
  const isStream = headers.some(
    ([name, value]) => /^content-type$/i.test(name) && value.startsWith('text/event-stream'),
  )
  if (isStream || ended === 'cut')
    return { ...head, gap_ms: 0, done: false, events: eventsOf(pieces, headAt, ended, redaction) }
  const whole = Buffer.concat(pieces.map(({ data }) => data))
  return { ...head, text: bytesOf(whole, redaction) }
}

/** What came, each piece with the silence before it. */
function eventsOf(
  pieces: Recorded['pieces'],
  headAt: number,
  ended: Recorded['ended'],
  redaction: Redaction,
): readonly unknown[] {
  let before = headAt
  const events = pieces.flatMap(({ at, data }) => {
    const pause = Math.round(at - before)
    before = at
    return [...(pause >= PAUSE ? [{ $wait: pause }] : []), bytesOf(data, redaction)]
  })
  return ended === 'cut' ? [...events, { $end: 'fin' }] : events
}

/** Text where the bytes are UTF-8. */
function bytesOf(data: Buffer, redaction: Redaction): string | JsonObject {
  const text = data.toString('utf8')
  return Buffer.from(text, 'utf8').equals(data) ? redaction.text(text) : { $base64: data.toString('base64') }
}

function lastText(messages: readonly JsonObject[]): string {
  const last = messages.findLast(({ role }) => role === 'user')
  const content = last?.['content']
  if (typeof content === 'string') return content
  return Array.isArray(content)
    ? content
        .filter(isObject)
        .map((part) => textOf(part['text']))
        .join('\n')
    : ''
}

function sessionOf(headers: HeaderList): string {
  return headers.find(([name]) => name.toLowerCase() === 'x-emulator-session')?.[1] ?? ''
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
