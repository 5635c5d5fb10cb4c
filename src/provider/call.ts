import type { Random } from '../random/random.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import type { Timing } from '../scenario/timing.ts'
import type { UpstreamRequest } from '../contracts/upstream.ts'
import type { Identity } from './format/response-metadata.ts'
import type { Tokenizer } from './tokens/tokenizer.ts'
import type { Rule } from '../scenario/rule.ts'

/** One call of the gateway, with all that its answer depends on. */
export interface Call {
  readonly upstream: UpstreamRequest
  /** The client's request, as scenarios see it. */
  readonly request: ChatRequest
  readonly random: Random
  readonly identity: Identity
  /** Unix seconds. */
  readonly created: number
  readonly timing: Timing
  /** Somebody wrote the timing: it holds, whatever comes of it. */
  readonly isTimingGiven: boolean
  readonly tokenizer: Tokenizer
  /** How fast planned time passes; 0: it does not. */
  readonly speed: number
  /** The language of made names and places. */
  readonly locale: string
}

/** Something that the emulator cannot make: the answer says so, and that it is the emulator speaking. */
export class CannotMake extends Error {}

/** The rule that was found for a call, and which of the rule's calls in the session this is (from 1). */
export interface AnsweringRule {
  readonly rule: Rule
  /** What its first pattern caught. Worked out when it is read, which only templates do. */
  readonly match: { readonly captures: readonly string[] }
  readonly call: number
  /** The session's state before this call. */
  readonly state: string | undefined
  /** A template asked for one of the two. */
  asked: boolean
}
