import type { CallStream } from '../../scenario/outcome.ts'
import type { HeaderList } from '../../message/headers.ts'

/** A model's answer before it becomes a body or a stream: everything is decided, nothing is formatted. */
export interface Answer {
  readonly id: string
  /** Unix seconds. */
  readonly created: number
  readonly model: string
  readonly systemFingerprint: string | null
  readonly serviceTier?: string | null
  readonly choices: readonly AnswerChoice[]
  readonly usage: Usage
  readonly headers: HeaderList
  /** Members of the whole body beside those above; a stream sends them with its last piece. */
  readonly extra?: { readonly [key: string]: unknown }
  readonly patch?: { readonly [key: string]: unknown }
}

export interface AnswerChoice {
  /** Text in the pieces in which a stream sends it; undefined when the message has no text (`content: null`). */
  readonly content: readonly Piece[] | undefined
  /** The same text as one, and how many pieces it has; where it is known, `content` is cut when a stream asks for it. */
  readonly whole?: { readonly text: string; readonly pieces: number }
  readonly reasoning: readonly string[]
  readonly refusal: readonly string[] | undefined
  readonly toolCalls: readonly AnswerToolCall[]
  /** How a stream brings the calls; one after the other unless given. */
  readonly callStream?: CallStream
  /** In which order a stream brings pieces of the text and calls; the text first unless given. */
  readonly blocks?: readonly AnswerBlock[]
  readonly annotations: readonly object[]
  readonly audio?: { readonly [key: string]: unknown }
  readonly logprobs?: { readonly [key: string]: unknown }
  readonly contentFilter?: { readonly [key: string]: unknown }
  readonly finishReason: string | null
  /** Members beside those above: of the choice, and of its message (in a stream: of one delta). */
  readonly extra?: {
    readonly choice: { readonly [key: string]: unknown }
    readonly message: { readonly [key: string]: unknown }
  }
}

/** So many pieces of the text, or one of the calls by its place. */
export type AnswerBlock = { readonly pieces: number } | { readonly call: number }

export interface Piece {
  readonly text: string
  /** Wait before it, ms, in place of the pace. */
  readonly delayMs?: number
}

export interface AnswerToolCall {
  readonly id: string
  readonly type: string
  readonly name: string
  /** JSON text in pieces. */
  readonly arguments: readonly string[]
}

export type Usage = { readonly [key: string]: unknown }

export function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('')
}
