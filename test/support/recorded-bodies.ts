import type { Capture, CapturedResponse } from './capture.ts'
import type { WireSchemas } from './spec-schemas.ts'

/** One JSON value that a client got: a whole body, or an event of a stream. */
export interface RecordedBody {
  readonly capture: string
  readonly kind: keyof WireSchemas
  readonly value: unknown
}

/** Every answer, chunk and error of a capture; text answers and those of other routes (models, health) left out. */
export function recordedBodies(capture: Capture): readonly RecordedBody[] {
  if (capture.name === 'models' || capture.name === 'health') return []
  return capture.responses.flatMap((response) =>
    jsonTexts(response).flatMap((text) => {
      const value = parse(text)
      if (value === undefined) return []
      return [{ capture: capture.name, kind: kindOf(value, isStream(response)), value }]
    }),
  )
}

function isStream(response: CapturedResponse): boolean {
  return contentType(response) === 'text/event-stream'
}

/** The texts behind `data: `, `[DONE]` included. Throws on anything else in the stream. */
export function eventTexts(response: CapturedResponse): readonly string[] {
  const text = bodyText(response)
  const events = text.split('\n\n')
  // What follows the last event of a whole stream is empty; a cut stream ends where the client left.
  if (events.pop() !== '' && response.complete) throw new Error('a stream that does not end with an event')
  return events.filter((event) => event !== '').map(eventData)
}

export function bodyText(response: CapturedResponse): string {
  return Buffer.from(response.body).toString('utf8')
}

function jsonTexts(response: CapturedResponse): readonly string[] {
  if (isStream(response)) return eventTexts(response).filter((text) => text !== '[DONE]')
  return contentType(response) === 'application/json' ? [bodyText(response)] : []
}

function contentType(response: CapturedResponse): string | undefined {
  return response.headers.find(([name]) => name === 'Content-Type')?.[1]
}

function eventData(event: string): string {
  if (!event.startsWith('data: ')) throw new Error(`no data: ${JSON.stringify(event)}`)
  return event.slice('data: '.length)
}

/** 1.4.10 calls a text that it could not encode JSON (raw-both-not-json). */
function parse(text: string): unknown {
  return text.startsWith('failed to encode') ? undefined : JSON.parse(text)
}

function kindOf(value: unknown, stream: boolean): RecordedBody['kind'] {
  if (typeof value === 'object' && value !== null && 'error' in value) return 'error'
  return stream ? 'chunk' : 'response'
}
