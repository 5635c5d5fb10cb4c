import { createParser } from 'eventsource-parser'
import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { parsed } from '../json/parsed.ts'
import { headerValue } from '../message/headers.ts'
import type { HeaderList } from '../message/headers.ts'
import { CLIENT_FACTS } from './client-facts.ts'
import type { ClientFact, ClientFactCode } from './client-facts.ts'

/** An answer as a client gets it. */
export interface GivenAnswer {
  readonly status: number
  readonly headers: HeaderList
  /** Without its framing, as far as it came. */
  readonly body: string
  /** So long the connection stayed open behind the last byte, ms. */
  readonly openMs: number
}

/** The forms of an answer that some client misreads, in the order of the list. */
export function formsOf(answer: GivenAnswer): readonly ClientFact[] {
  const found = new Set<ClientFactCode>()
  const wait = Number(headerValue(answer.headers, 'retry-after') ?? 0)
  if (wait > LONG_WAIT) found.add('long-retry-after')
  const type = headerValue(answer.headers, 'content-type') ?? ''
  if (answer.status < 400 && answer.body.length <= MOST_READ) {
    if (type.startsWith('text/event-stream')) readStream(answer, found)
    else readWhole(parsed(answer.body), found)
  }
  return CLIENT_FACTS.filter(({ code }) => found.has(code))
}

/** Seconds. */
const LONG_WAIT = 60
/** A longer body is not looked at, characters. */
const MOST_READ = 1_000_000
/** So long a connection may stay open behind its last byte, ms. */
const OPEN_TOO_LONG = 1000

type Found = Set<ClientFactCode>

function readWhole(answer: unknown, found: Found): void {
  if (!isObject(answer)) return
  readUsage(answer['usage'], found)
  for (const choice of choicesOf(answer)) {
    const message = isObject(choice['message']) ? choice['message'] : {}
    const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'] : []
    if (isEmpty(message['content']) && calls.length === 0) found.add('empty-answer')
    readReasoning(message, found)
  }
}

function readStream({ body, openMs }: GivenAnswer, found: Found): void {
  const stream = new StreamForms(found)
  createParser({
    onEvent: ({ data }) => stream.event(data),
    onComment: () => void found.add('comment-in-stream'),
  }).feed(body)
  stream.end(openMs)
}

/** Reads the events of a stream, one after the other. */
class StreamForms {
  readonly #found: Found
  /** Names of the calls by their index, and the calls that have an id; of the first choice. */
  readonly #named = new Set<unknown>()
  readonly #identified = new Set<unknown>()
  readonly #begun = new Set<unknown>()
  #lastCall: unknown
  #events = 0
  #hasContent = false
  #isFinished = false
  #isDone = false
  #failed = false

  constructor(found: Found) {
    this.#found = found
  }

  event(data: string): void {
    if (data === '[DONE]') this.#isDone = true
    const chunk = parsed(data)
    if (!isObject(chunk)) return
    this.#events++
    if (chunk['error'] === null) this.#found.add('null-error')
    else if (chunk['error'] !== undefined) this.#fail()
    readUsage(chunk['usage'], this.#found)
    for (const choice of choicesOf(chunk)) this.#choice(choice, isObject(chunk['usage']))
  }

  /** `openMs`: so long the connection stayed open then. */
  end(openMs: number): void {
    if (this.#isDone && openMs >= OPEN_TOO_LONG) this.#found.add('open-after-done')
    if (this.#events === 0 || this.#failed) return
    if (!this.#isFinished) this.#found.add('no-finish-reason')
    if (this.#isFinished && !this.#hasContent) this.#found.add('empty-answer')
  }

  #fail(): void {
    this.#failed = true
    if (this.#events > 1) this.#found.add('error-in-stream')
  }

  #choice(choice: JsonObject, hasUsage: boolean): void {
    const delta = isObject(choice['delta']) ? choice['delta'] : {}
    const finishes = typeof choice['finish_reason'] === 'string'
    const saysText = !isEmpty(delta['content'])
    if (finishes) this.#isFinished = true
    if (finishes && saysText) this.#found.add('finish-with-content')
    if (finishes && hasUsage) this.#found.add('usage-beside-finish')
    readReasoning(delta, this.#found)
    const calls = Array.isArray(delta['tool_calls'])
      ? (delta['tool_calls'] as unknown[]).filter(isObject)
      : []
    if (saysText || calls.length > 0) this.#hasContent = true
    if (calls.length > 1) this.#found.add('calls-in-turns')
    for (const call of calls) this.#call(call)
  }

  #call(call: JsonObject): void {
    const { index, id } = call
    const name = isObject(call['function']) ? call['function']['name'] : undefined
    const isBegun = this.#begun.has(index)
    if (isBegun && index !== this.#lastCall) this.#found.add('calls-in-turns')
    if (typeof id === 'string' && id !== '') {
      if (this.#identified.has(index)) this.#found.add('repeated-call-id')
      else if (isBegun) this.#found.add('late-call-id')
      this.#identified.add(index)
    }
    if (typeof name === 'string' && name !== '') {
      if (this.#named.has(index)) this.#found.add('split-call-name')
      this.#named.add(index)
    }
    this.#begun.add(index)
    this.#lastCall = index
  }
}

function readUsage(usage: unknown, found: Found): void {
  if (!isObject(usage)) return
  const isMissing = COUNTERS.some((key) => typeof usage[key] !== 'number')
  if (isMissing) found.add('counters-left-out')
}

const COUNTERS = ['prompt_tokens', 'completion_tokens', 'total_tokens']

function readReasoning(message: JsonObject, found: Found): void {
  if (typeof message['reasoning'] === 'string' && message['reasoning_content'] === undefined)
    found.add('reasoning-key')
}

function choicesOf(value: JsonObject): readonly JsonObject[] {
  const { choices } = value
  return Array.isArray(choices) ? (choices as unknown[]).filter(isObject) : []
}

function isEmpty(text: unknown): boolean {
  return text === undefined || text === null || text === ''
}
