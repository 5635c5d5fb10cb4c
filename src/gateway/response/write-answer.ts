import type { PlanPart } from '../../plan/plan.ts'
import { errorStatus } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallContext } from '../core/call-context.ts'
import type { CallOutcome } from '../upstream/outcome.ts'
import type { CoreResult } from '../core/run-core.ts'
import { ENCODING_FAILED, encodeError } from '../errors/encode-error.ts'
import type { Body } from './response.ts'
import { bareText, setStreamHeaders, streamResponse, wireResponse } from './response.ts'
import type { ResponseHeaders } from './response-headers.ts'
import { setIdentity, setRouting } from './identity-headers.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import type { Route } from '../routing/route.ts'

type Events = readonly PlanPart[]

/** Makes a whole answer with the headers set so far. `type` absent: without a `Content-Type`. */
export type Respond = (status: number, body: Body, type: string | undefined, at?: number) => Events

/** What an answer depends on besides the outcome of the call. */
export interface Answering {
  readonly found: Extract<Route, { kind: 'chat' }>
  /** The client asked for a stream. */
  readonly streams: boolean
  readonly headers: ResponseHeaders
  readonly respond: Respond
  readonly date: string
  readonly connection: string | undefined
  /** What a body ends with. */
  readonly end: string
}

/** The answer to a request that went to the core. */
export function answerCall(
  { outcome, context, forwarded }: CoreResult,
  to: Answering,
  profile: GatewayProfile,
): Events {
  const begun = to.streams && hasBegun(outcome, to, profile)
  if (begun) setStreamHeaders(to.headers)
  if (profile.headers.forwarded) {
    for (const [name, value] of forwarded) {
      if (profile.headers.forwardsOwn || !/^x-bifrost-/i.test(name)) to.headers.setCanonical(name, value)
    }
  }
  const isEarly = outcome.kind === 'error' && outcome.early === true
  if (!isEarly) setIdentityHeaders(to, outcome, context, profile)
  switch (outcome.kind) {
    case 'answer':
      return to.respond(
        200,
        to.end === '' ? outcome.body : () => String(outcome.body()) + to.end,
        JSON_TYPE,
        outcome.at,
      )
    case 'stream':
      if (!begun) setStreamHeaders(to.headers)
      return streamResponse(outcome, to.headers, to)
    case 'wire':
      return wireResponse(outcome.answer, outcome.startAt, to.connection)
    case 'silence':
      return [{ at: outcome.at, kind: 'hang' }]
    case 'error':
      return begun ? errorEvent(outcome, to, profile) : answerError(outcome, to, profile)
  }
}

function setIdentityHeaders(
  { headers, found }: Answering,
  outcome: CallOutcome,
  context: CallContext,
  { headers: { identity }, answers }: GatewayProfile,
): void {
  if (identity === 'nowhere') return
  const isWhole = outcome.kind === 'answer' && found.family !== 'native'
  if (identity === 'whole answers' && !isWhole) return
  setIdentity(headers, context, answers)
  if (identity === 'every answer') setRouting(headers, context, latencyOf(outcome))
}

function latencyOf(outcome: CallOutcome): number | undefined {
  return outcome.kind === 'answer' || outcome.kind === 'stream' ? outcome.latency : undefined
}

export const JSON_TYPE = 'application/json'
export const TEXT_TYPE = 'text/plain; charset=utf-8'

type Failure = Extract<CallOutcome, { kind: 'error' }>

/** Whether the stream's own headers were set before the outcome was known. What happens before the core is no stream yet. */
function hasBegun(outcome: CallOutcome, { found }: Answering, { streams }: GatewayProfile): boolean {
  if (streams.beginsWith !== 'request' || found.family === 'native') return false
  if (outcome.kind === 'wire') return false
  return (
    outcome.kind !== 'error' ||
    (outcome.early !== true && outcome.plain === undefined && outcome.body === undefined)
  )
}

/** The stream has begun, but nothing of it has left: the error is its only event, and its length is known (stream-429). */
function errorEvent({ error, headers = [], at }: Failure, to: Answering, profile: GatewayProfile): Events {
  for (const [name, value] of headers) to.headers.set(name, value)
  const text = encodeError(error, profile)
  return to.respond(200, `data: {"error":${text}}\n\n`, 'text/event-stream', at)
}

function answerError(outcome: Failure, to: Answering, profile: GatewayProfile): Events {
  const { error, plain, at } = outcome
  for (const [name, value] of outcome.headers ?? []) to.headers.set(name, value)
  if (plain !== undefined) {
    if (plain.bare) return bareText(outcome.status ?? 400, plain.text, to.date, at)
    for (const [name, value] of plain.headers ?? []) to.headers.set(name, value)
    return to.respond(outcome.status ?? 500, plain.text, TEXT_TYPE, at)
  }
  const text = outcome.body === undefined ? encodeError(error, profile) : JSON.stringify(outcome.body)
  const status =
    to.found.family === 'native'
      ? nativeStatus(error)
      : (outcome.status ?? errorStatus(error, profile.errors))
  if (text.startsWith(ENCODING_FAILED)) return to.respond(status, text, profile.errors.unencodableType, at)
  return to.respond(status, text + (outcome.newline === true ? '\n' : to.end), JSON_TYPE, at)
}

/** The gateway's own route answers 400 where the others answer 500 for want of a status. */
function nativeStatus(error: BifrostError): number {
  return error.status_code ?? (error.is_bifrost_error ? 500 : 400)
}
