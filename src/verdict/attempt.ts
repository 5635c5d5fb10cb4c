import { sentBody } from '../journal/answer.ts'
import { requestsOf } from '../journal/asked.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { canonicalJson } from '../json/canonical.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import { headerValue } from '../message/headers.ts'
import { readAnswer } from './answer-read.ts'
import type { AnswerRead } from './answer-read.ts'

/**
 * How an attempt looked to the client. `final`: an error that asking again does not mend. `retryable`: one that it may.
 * `broken`: an answer that began well and was not whole. `left`: the client went away. `open`: it runs still.
 */
export type Result = 'fine' | 'final' | 'retryable' | 'broken' | 'left' | 'open'

/** One exchange, as far as it tells about the client. */
export class Attempt {
  readonly entry: JournalEntry
  #request: ChatRequest | undefined
  #answer: AnswerRead | undefined
  #fingerprint: string | undefined

  constructor(entry: JournalEntry) {
    this.entry = entry
  }

  get id(): string {
    return this.entry.id
  }

  get session(): string {
    return this.entry.session
  }

  /** Milliseconds since 1970. */
  get at(): number {
    return this.entry.at
  }

  /** When the client knew how it ended, or went away. */
  get endedAt(): number {
    return this.entry.leftAt ?? this.entry.endedAt ?? this.entry.at
  }

  get status(): number | undefined {
    return this.entry.planned?.status
  }

  get request(): ChatRequest {
    return (this.#request ??= requestsOf(this.entry).at(-1)!)
  }

  get answer(): AnswerRead {
    return (this.#answer ??= readAnswer(
      sentBody(this.entry) ?? Buffer.alloc(0),
      this.header('content-type') ?? '',
    ))
  }

  /** The same for requests that ask the same: session, route and body, however its keys were ordered. */
  get fingerprint(): string {
    const { request, entry } = this
    return (this.#fingerprint ??= `${entry.session} ${request.path} ${canonicalJson(request.body)}`)
  }

  /** Retry count that the OpenAI SDK reports (`x-stainless-retry-count`), from 0. */
  get retryCount(): number | undefined {
    const written = this.entry.request.headers.get('x-stainless-retry-count')
    return written !== undefined && /^\d{1,4}$/.test(written) ? Number(written) : undefined
  }

  /** A header of the answer. */
  header(name: string): string | undefined {
    return headerValue(this.entry.planned?.headers ?? [], name)
  }

  /** How long the answer asks to wait, ms. */
  get retryAfterMs(): number | undefined {
    const ms = numberOf(this.header('retry-after-ms'))
    if (ms !== undefined) return ms
    const written = this.header('retry-after')
    const seconds = numberOf(written)
    if (seconds !== undefined) return seconds * 1000
    const date = Date.parse(written ?? '')
    return Number.isNaN(date) ? undefined : Math.max(0, date - this.endedAt)
  }

  get result(): Result {
    const { status, entry } = this
    const ended = entry.sent?.ended
    if (ended === undefined) return 'open'
    if (ended === 'client-left' || (ended === 'hang' && entry.leftAt !== undefined)) return 'left'
    if (ended === 'hang') return 'open'
    if (status !== undefined && status >= 400) return this.#isRetryable(status) ? 'retryable' : 'final'
    if (status === undefined || (entry.sent?.frames ?? 0) === 0) return ended === 'end' ? 'fine' : 'retryable'
    return ended === 'end' && this.#isWhole() ? 'fine' : 'broken'
  }

  #isWhole(): boolean {
    if (this.entry.calls.length === 0 || this.entry.events === undefined) return true
    const { answer } = this
    return answer.errorEvent === undefined && (!answer.stream || answer.finished)
  }

  #isRetryable(status: number): boolean {
    const should = this.header('x-should-retry')
    if (should === 'true' || should === 'false') return should === 'true'
    return RETRYABLE.has(status) || status >= 500
  }
}

const RETRYABLE = new Set([408, 409, 425, 429])

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined
}
