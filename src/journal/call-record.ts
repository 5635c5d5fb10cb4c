import type { Hurried, UpstreamRequest } from '../contracts/upstream.ts'
import type { Refusal } from '../provider/rate-limits/refusal.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import type { AnsweredBy, JournalCall, SessionPast } from './entry.ts'

/** What a call asked for, and of whom. */
export type Asked = Pick<JournalCall, 'upstream' | 'request'>

/** A call as the emulator keeps it. */
export class CallRecord implements JournalCall {
  readonly rule: string | undefined
  readonly by: AnsweredBy
  readonly reached: boolean
  readonly limited: Refusal | undefined
  readonly hurried: Hurried | undefined
  readonly call: number | undefined
  readonly past: SessionPast | undefined
  #upstream: UpstreamRequest | undefined
  #request: ChatRequest | undefined
  #source: { asked(): Asked } | undefined

  constructor({ upstream, request, rule, by, reached, limited, hurried, call, past }: JournalCall) {
    this.rule = rule
    this.by = by
    this.reached = reached
    this.limited = limited
    this.hurried = hurried
    this.call = call
    this.past = past
    this.#upstream = upstream
    this.#request = request
  }

  get upstream(): UpstreamRequest {
    return this.#upstream ?? this.#source!.asked().upstream
  }

  get request(): ChatRequest {
    return this.#request ?? this.#source!.asked().request
  }

  /** Lets go of what was asked: from now on it is made again for whoever looks. */
  letGo(source: { asked(): Asked }): void {
    this.#source = source
    this.#upstream = this.#request = undefined
  }
}
