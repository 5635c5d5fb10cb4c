import type { OuterFields } from '../errors/error-spec.ts'
import type { Bytes } from '../message/bytes.ts'
import type { HeaderList } from '../message/headers.ts'
import type { TemplateScope } from './template/scope.ts'

export type JsonMap = Readonly<Record<string, unknown>>

/** What a rule does with one call. */
export type Outcome =
  | {
      readonly kind: 'reply'
      readonly reply: ReplySpec
      /** The reply with its templates filled in; absent when it has none. Throws `TemplateFailure`. */
      readonly fill?: (scope: TemplateScope) => ReplySpec
    }
  | { readonly kind: 'fake'; readonly fake: FakeSpec }
  | {
      readonly kind: 'error'
      readonly error: ErrorSpec
      readonly fill?: (scope: TemplateScope) => ErrorSpec
    }
  | { readonly kind: 'upstream'; readonly upstream: UpstreamSpec }
  | { readonly kind: 'wire'; readonly wire: WireSpec }
  /** A function of a program says it for each call. Throws `ProgramFailure`. */
  | { readonly kind: 'program'; readonly answer: (scope: TemplateScope) => Outcome }

/** A value that is given, or made from a schema. `given`: keys that are kept as they are, the rest is made. */
export type Generated<T> =
  | { readonly fake: true; readonly given: JsonMap }
  | { readonly fake: false; readonly value: T }

export interface ToolCallSpec {
  readonly name: string
  readonly id?: string
  readonly type?: string
  /** A map or list is sent as JSON, a text as it stands. Made from the tool's schema when nothing is said. */
  readonly arguments: Generated<unknown>
}

export interface ChunkSpec {
  readonly text: string
  /** Wait before it, in place of the rule's timing. */
  readonly delay_ms?: number
}

/** What one choice of an answer holds. */
export interface ChoiceSpec {
  readonly text?: string
  readonly json?: Generated<unknown>
  /** The text in exactly these pieces. */
  readonly chunks?: readonly ChunkSpec[]
  readonly reasoning?: string
  readonly refusal?: string
  readonly tool_calls?: readonly ToolCallSpec[]
  /** How a stream brings the calls; one after the other unless given. */
  readonly stream?: CallStream
  /** In which order the parts of `text` and the calls come. */
  readonly blocks?: readonly BlockSpec[]
  readonly annotations?: readonly JsonMap[]
  readonly audio?: JsonMap
  /** true: made for each token of the text. */
  readonly logprobs?: boolean | JsonMap
  readonly content_filter?: JsonMap
  readonly finish_reason?: string | null
}

/** Forms of tool calls in a stream that a client has to put together. */
export const CALL_STREAMS = ['in_turns', 'together', 'late_id', 'repeated_id', 'split_name'] as const
export type CallStream = (typeof CALL_STREAMS)[number]

/** A part of the text, or one of the calls by its place. */
export type BlockSpec = { readonly text: string } | { readonly call: number }

/** A reply in the model's terms; the provider fills in whatever is not said. */
export interface ReplySpec extends ChoiceSpec {
  readonly choices?: readonly ChoiceSpec[]
  readonly usage?: JsonMap
  readonly id?: string
  /** Unix seconds. */
  readonly created?: number
  readonly model?: string
  readonly system_fingerprint?: string | null
  readonly service_tier?: string | null
  readonly headers?: HeaderList
  /** A patch on the body that the client gets. */
  readonly merge?: JsonMap
}

export interface FakeSpec {
  readonly style?: 'prose' | 'markdown' | 'code' | 'echo'
  readonly words?: number
  /** All optional fields too. */
  readonly full?: boolean
  readonly locale?: string
  /** The answer is JSON of this JSON Schema. */
  readonly schema?: JsonMap
}

/** An error of the catalogue with what differs from it, or one of the user's own (then it has a status). */
export interface ErrorSpec {
  readonly name?: string
  readonly status?: number
  readonly type?: string | null
  readonly code?: string | number | null
  readonly message?: string
  readonly param?: string | null
  readonly event_id?: string
  /** What stands beside `error` in the gateway's body. */
  readonly outer?: OuterFields
  /** Seconds. */
  readonly retry_after?: number
  readonly headers?: HeaderList
  /** In place of the error's own body. */
  readonly body?: unknown
}

/** One step of what a connection sends. `wait` in ms. */
export type ByteStep =
  | { readonly kind: 'send'; readonly data: Bytes }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'end'; readonly how: 'fin' | 'reset' | 'hang' }

/** The provider's answer, verbatim. */
export type UpstreamSpec =
  | (AnswerSpec & { readonly coding?: 'gzip' | 'deflate' | 'br' })
  | {
      /** The raw bytes of the whole answer, head included. */
      readonly kind: 'raw'
      readonly steps: readonly ByteStep[]
      readonly gap_ms: number
      readonly delay_ms: number
      readonly slice?: number
    }
  | {
      /** No answer at all. */
      readonly kind: 'none'
      readonly why: 'refused' | 'fin' | 'reset' | 'hang' | 'dns'
      readonly delay_ms: number
    }

/** Bytes for the client, past the gateway. */
export type WireSpec = AnswerSpec

export interface AnswerSpec {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: HeaderList
  readonly body: BodySpec
  /** Before the first byte, ms. */
  readonly delay_ms: number
  /** The body leaves in pieces of so many bytes. */
  readonly slice?: number
  /** Sent in HTTP chunks (true) or with a length (false). */
  readonly chunked?: boolean
}

export type BodySpec =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly data: Bytes }
  | { readonly kind: 'text'; readonly data: Bytes }
  | {
      readonly kind: 'events'
      readonly steps: readonly ByteStep[]
      /** After each event, ms. */
      readonly gap_ms: number
      /** `data: [DONE]` follows. */
      readonly done: boolean
    }
