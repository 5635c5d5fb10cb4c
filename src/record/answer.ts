import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { parsed } from '../json/parsed.ts'
import { groupedHeaders } from '../message/headers.ts'
import { isFraming } from './framing.ts'
import type { Recorded } from './recorded.ts'

/** A pause shorter than this waits for the next one, ms. */
const PAUSE = 2

type Answered = Pick<Recorded, 'status' | 'headers' | 'pieces' | 'headAt' | 'ended'>

/** An answer as it came: what `wire:` and `upstream:` take. JSON stands there as a map where that gives the same bytes. */
export function answerOf({ status, headers, pieces, headAt, ended }: Answered): JsonObject {
  const kept = groupedHeaders(headers.filter(([name]) => !isFraming(name)))
  const head = { status, headers: kept, delay_ms: Math.round(headAt) }
  const isStream = headers.some(
    ([name, value]) => /^content-type$/i.test(name) && value.startsWith('text/event-stream'),
  )
  if (isStream || ended === 'cut')
    return { ...head, gap_ms: 0, done: false, events: eventsOf(pieces, headAt, ended) }
  const whole = Buffer.concat(pieces.map(({ data }) => data))
  const value = jsonOf(whole.toString('utf8'))
  return { ...head, ...(value === undefined ? { text: bytesOf(whole) } : { body: value }) }
}

/** What came, each piece with the silence before it; a piece that is events is a step for each. */
function eventsOf(pieces: Recorded['pieces'], headAt: number, ended: Recorded['ended']): readonly unknown[] {
  let before = Math.round(headAt)
  const events = pieces.flatMap(({ at, data }) => {
    const pause = Math.round(at) - before
    if (pause < PAUSE) return stepsOf(data)
    before += pause
    return [{ $wait: pause }, ...stepsOf(data)]
  })
  return ended === 'cut' ? [...events, { $end: 'fin' }] : events
}

function stepsOf(data: Buffer): readonly unknown[] {
  const bytes = bytesOf(data)
  if (typeof bytes !== 'string') return [bytes]
  return bytes.split(/(?<=\n\n)/).map((event) => {
    const json = /^data: (\{.*\})\n\n$/s.exec(event)?.[1]
    return (json === undefined ? undefined : jsonOf(json)) ?? event
  })
}

/** A map, where it is written back as the same text, and where no key of it means something to a scenario. */
function jsonOf(text: string): JsonObject | undefined {
  const value = parsed(text)
  const isPlain = isObject(value) && !Object.keys(value).some((key) => key.startsWith('$'))
  return isPlain && JSON.stringify(value) === text ? value : undefined
}

/** Text where the bytes are UTF-8. */
function bytesOf(data: Buffer): string | JsonObject {
  const text = data.toString('utf8')
  return Buffer.from(text, 'utf8').equals(data) ? text : { $base64: data.toString('base64') }
}
