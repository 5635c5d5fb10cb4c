import type { JsonObject } from '../../json/json-object.ts'
import type { HeaderList } from '../../message/headers.ts'
import { answerOf } from '../answer.ts'
import type { RecordedAs } from '../scenario.ts'

/** What a mock server answers. */
export interface MockAnswer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Buffer
  /** Ms before it. */
  readonly delay: number
  /** A stream's events come over so many ms. */
  readonly spread?: number
}

/** The answer of a mock server as a scenario's. */
export function mockOutcome(
  { status, headers, body, delay, spread = 0 }: MockAnswer,
  as: RecordedAs,
): JsonObject {
  const isStream = headers.some(
    ([name, value]) => /^content-type$/i.test(name) && /event-stream/i.test(value),
  )
  const texts = isStream ? body.toString('utf8').split(/(?<=\n\n)/) : [body]
  const pieces = texts.map((data, index) => ({
    at: delay + (spread * index) / Math.max(1, texts.length),
    data: Buffer.from(data),
  }))
  const answer = answerOf({ status, headers, pieces, headAt: delay, ended: 'end' })
  return { [as === 'azure' ? 'upstream' : 'wire']: answer }
}

/** The deployment that a path names, if it names one by its letters; undefined where the path is none of a chat. */
export function chatPath(path: string): { readonly deployment: string | undefined } | undefined {
  if (!/chat\\?\/completions|chat\/completions/.test(path)) return undefined
  const name = /\/deployments\/([^/?]+)\//.exec(path)?.[1]
  return { deployment: name !== undefined && /^[\w.-]+$/.test(name) ? name : undefined }
}

/** A path of another tool, `messages.0.content` or `$.messages[0].content`, as scenarios write it; undefined where they cannot. */
export function bodyPath(written: string): string | undefined {
  const path = written
    .replace(/^\$\.?/, '')
    .replace(/\[['"]([^'"\]]+)['"]\]/g, '.$1')
    .replace(/\[(-?\d+):?\]/g, '[$1]')
    .replace(/(^|\.)(\d+)(?=\.|$)/g, '[$2]')
    .replace(/^\./, '')
  return /^[\w-]+(?:\.[\w-]+|\[-?\d+\])*$/.test(path) ? path : undefined
}

/** A value as JSON where it is written so: `true`, `1`. */
export function scalar(written: string): unknown {
  return /^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(written) ? (JSON.parse(written) as unknown) : written
}
