import type { GatewayErrorSpec } from '../../errors/error-spec.ts'
import type { UpstreamReply } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import { EventRun } from '../../plan/event-run.ts'
import type { FilledText } from '../templates/cut-text.ts'
import type { Usage } from '../stream/stream-usage.ts'

/** One event to the client, `at` ms after the exchange began. */
export interface StreamFrame {
  readonly at: number
  readonly text: () => string
}

/** Events to the client: one, or a row of similar ones. */
export type StreamPart = StreamFrame | EventRun

/** When the first event of a stream leaves. */
export function firstAt([first]: readonly StreamPart[]): number | undefined {
  return first instanceof EventRun ? first.at(0) : first?.at
}

/** Each event for itself. */
export function framesOf(parts: readonly StreamPart[]): readonly StreamFrame[] {
  return parts.flatMap((part) =>
    part instanceof EventRun
      ? Array.from({ length: part.length }, (_, index) => ({
          at: part.at(index),
          text: () => part.text(index),
        }))
      : part,
  )
}

/** How one call ended, `at` ms after the exchange began. */
export type CallOutcome =
  | {
      readonly kind: 'answer'
      readonly at: number
      /** Ms from the call to its answer; in a stream, to the head of it. */
      readonly latency?: number
      readonly body: () => string | FilledText
      /** What it used, as the client is told; undefined: nobody knows. */
      readonly usage: () => Usage | undefined
    }
  | {
      readonly kind: 'stream'
      readonly frames: readonly StreamPart[]
      readonly endAt: number
      /** It ends in silence: nothing more comes, and the connection stays open. */
      readonly hangs?: boolean
      readonly latency?: number
      /** Absent where the stream ended with an error. */
      readonly usage?: () => Usage
    }
  | {
      readonly kind: 'error'
      readonly at: number
      readonly error: BifrostError
      /** Of an error that a scenario orders of the gateway: how it differs from `error` alone. */
      readonly status?: number
      readonly newline?: boolean
      /** It happens before the core sees the request. */
      readonly early?: boolean
      /** It happens before a key was chosen. */
      readonly beforeKey?: boolean
      /** The connection closes after it. */
      readonly closes?: boolean
      readonly plain?: GatewayErrorSpec['plain']
      readonly headers?: HeaderList
      readonly body?: unknown
    }
  | { readonly kind: 'wire'; readonly answer: UpstreamReply; readonly startAt: number }
  /** The gateway waits, and nothing ends that. */
  | { readonly kind: 'silence'; readonly at: number }

export interface CallResult {
  readonly outcome: CallOutcome
  /** Azure's headers for the client; absent when no answer arrived. */
  readonly forwarded?: HeaderList
}
