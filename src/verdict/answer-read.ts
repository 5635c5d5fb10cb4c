import { parsed } from '../json/parsed.ts'
import { createParser } from 'eventsource-parser'
import { isObject } from '../json/json-object.ts'

/** What a client could read from the bytes it was sent. */
export interface AnswerRead {
  readonly stream: boolean
  /** The text of the first choice, as far as it came. */
  readonly text: string
  /** A reason why it ends was given. */
  readonly finished: boolean
  /** The message of an error that came as an event of the stream. */
  readonly errorEvent: string | undefined
}

/** Reads a body as it was sent: a stream of events, or a whole JSON answer. */
export function readAnswer(body: Buffer, contentType: string): AnswerRead {
  const text = body.toString('utf8')
  return contentType.startsWith('text/event-stream') ? readStream(text) : readWhole(text)
}

const NOTHING: AnswerRead = { stream: false, text: '', finished: false, errorEvent: undefined }

function readStream(body: string): AnswerRead {
  let text = ''
  let finished = false
  let errorEvent: string | undefined
  const onEvent = ({ data }: { readonly data: string }) => {
    const event = parsed(data)
    if (!isObject(event)) return
    errorEvent ??= errorIn(event)
    const choice = firstChoice(event)
    const delta = choice?.['delta']
    if (isObject(delta) && typeof delta['content'] === 'string') text += delta['content']
    if (typeof choice?.['finish_reason'] === 'string') finished = true
  }
  createParser({ onEvent }).feed(body)
  return { stream: true, text, finished, errorEvent }
}

function readWhole(body: string): AnswerRead {
  const value = parsed(body)
  if (!isObject(value)) return NOTHING
  const choice = firstChoice(value)
  const message = choice?.['message']
  const content = isObject(message) ? message['content'] : undefined
  return {
    stream: false,
    text: typeof content === 'string' ? content : '',
    finished: typeof choice?.['finish_reason'] === 'string',
    errorEvent: undefined,
  }
}

function firstChoice(value: { readonly [key: string]: unknown }) {
  const choices = value['choices']
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined
  return isObject(first) ? first : undefined
}

function errorIn(event: { readonly [key: string]: unknown }): string | undefined {
  const { error } = event
  if (error === undefined || error === null) return undefined
  if (typeof error === 'string') return error
  return isObject(error) && typeof error['message'] === 'string' ? error['message'] : JSON.stringify(error)
}
