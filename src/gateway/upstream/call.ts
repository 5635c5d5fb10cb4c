import type { Random } from '../../random/random.ts'
import type { GatewayErrorSpec } from '../../errors/error-spec.ts'
import { bodyBytes } from '../../contracts/upstream.ts'
import { headerValue } from '../../message/headers.ts'
import type { Ask, ProviderTurn, UpstreamReply, UpstreamRequest } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import { gatewayError } from '../errors/bifrost-error.ts'
import type { BifrostError, CallContext } from '../errors/bifrost-error.ts'
import type { Codec } from '../codec.ts'
import type { ProviderConfig } from '../config/config.ts'
import { gunzip, gunzipOnce } from '../../fasthttp/inflate.ts'
import { isBodyless } from '../response/response.ts'
import { forwardedHeaders } from '../response/response-headers.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { refusedAddress } from './private-network.ts'
import { merge, patched } from '../../json/deep-merge.ts'
import { orderedError } from '../errors/injected-error.ts'
import { providerError } from '../errors/provider-error.ts'
import { retryAfter } from '../core/retry-after.ts'
import { readStream } from '../stream/stream-reader.ts'
import type { Usage } from '../stream/stream-usage.ts'
import { TIMEOUT, isRepeated } from '../../fasthttp/client/read-failure.ts'
import { receive } from './received.ts'
import type { NotReceived, Received } from './received.ts'
import { failureText, noConnection, privateAddress, readFailed, timedOut } from './transport-failure.ts'
import type { Connection } from './transport-failure.ts'
import { readWholeAnswer } from '../response/whole-answer.ts'
import { withRawError, withRawRequest } from '../response/with-raw.ts'

/** One event to the client, `at` ms after the exchange began. */
export interface StreamFrame {
  readonly at: number
  readonly text: () => string
}

/** How one call ended, `at` ms after the exchange began. */
export type CallOutcome =
  | {
      readonly kind: 'answer'
      readonly at: number
      /** Ms from the call to its answer; in a stream, to the head of it. */
      readonly latency?: number
      readonly body: () => string
      /** What it used, as the client is told; undefined: nobody knows. */
      readonly usage: () => Usage | undefined
    }
  | {
      readonly kind: 'stream'
      readonly frames: readonly StreamFrame[]
      readonly endAt: number
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

export interface CallResult {
  readonly outcome: CallOutcome
  /** Azure's headers for the client; absent when no answer arrived. */
  readonly forwarded?: HeaderList
}

export interface CallSettings {
  readonly context: CallContext
  readonly config: ProviderConfig
  /** For an answer to come, and for a stream as far as the line bounds it so. */
  readonly timeoutMs: number
  readonly profile: GatewayProfile
  readonly codec: Codec
  /** Both ends of the connection, for the texts that name them. */
  readonly connection: () => Connection
  readonly captureRaw: { readonly request: boolean; readonly response: boolean }
  /** What was captured takes the place of the gateway's own answer or chunk. */
  readonly passesRaw: boolean
  readonly random: Random
  /** The date, ms since 1970, so many ms after the exchange began. */
  readonly dateAt: (after: number) => number
}

/** Asks the deployment once and reads what comes back. */
export function callProvider(
  request: UpstreamRequest,
  ask: Ask,
  settings: CallSettings,
  startAt: number,
): CallResult {
  const address = refusedAddress(settings)
  if (address !== undefined) {
    const error = withRawRequest(privateAddress(address, settings), request, settings)
    return { outcome: { kind: 'error', at: startAt, error } }
  }
  let beganAt = startAt
  let turn = ask(request, beganAt)
  let received = receivedFrom(turn, request)
  const { repeatsBrokenCall } = settings.profile.upstream
  if (received?.ok === false && repeatsBrokenCall && isRepeated(received.failure)) {
    // By itself and at once, as the HTTP client does it (net-reset).
    beganAt += received.at
    turn = ask(request, beganAt)
    received = receivedFrom(turn, request)
  }
  if (received !== undefined) return readAnswer(request, received, settings, beganAt)
  switch (turn.kind) {
    case 'wire':
      return { outcome: { kind: 'wire', answer: turn.answer, startAt: beganAt } }
    case 'gateway-error':
      return { outcome: orderedError(turn, request.model, settings, beganAt) }
    case 'none':
      return failed(
        noConnection(turn.why as 'refused' | 'dns', settings),
        beganAt + turn.at,
        request,
        settings,
      )
    case 'answer':
      throw new Error('an answer that nobody received')
  }
}

/** What the HTTP client reads; undefined where nothing is written. */
function receivedFrom(turn: ProviderTurn, { stream }: UpstreamRequest): Received | NotReceived | undefined {
  if (turn.kind === 'answer') return receive(turn, stream)
  if (turn.kind !== 'none' || turn.why === 'refused' || turn.why === 'dns') return undefined
  return receive(turn, stream)
}

function failed(
  error: BifrostError,
  at: number,
  request: UpstreamRequest,
  settings: CallSettings,
): CallResult {
  return { outcome: { kind: 'error', at, error: withRawRequest(error, request, settings) } }
}
