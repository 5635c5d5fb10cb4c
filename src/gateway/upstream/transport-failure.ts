import type { NetworkCause, ReadFailure } from '../../fasthttp/client/read-failure.ts'
import { gatewayError } from '../errors/bifrost-error.ts'
import type { NoConnection } from './received.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallContext } from '../core/call-context.ts'
import type { GatewayProfile } from '../profiles/profile.ts'

const NETWORK =
  'network error occurred while connecting to provider API (DNS lookup, connection refused, etc.)'
const DO_REQUEST = 'failed to execute HTTP request to provider API'
const timedOutText = (seconds: number) =>
  `request timed out (default is ${seconds} seconds). You can increase it by setting the default_request_timeout_in_seconds in the network_config or in UI - Providers > Provider Name > Network Config.`

/** The two ends of the connection to the provider, as Go prints them: `127.0.0.1:40112->127.0.0.1:9099`. */
export interface Connection {
  readonly local: string
  readonly remote: string
  readonly host: string
}

/** What decides how a failure of the connection is told. */
export interface Failing {
  readonly context: CallContext
  readonly profile: GatewayProfile
  /** Both ends of the connection, for the texts that name them. */
  readonly connection: () => Connection
}

/** The provider did not answer within the configured time. */
export function timedOut({ context, profile }: Pick<Failing, 'context' | 'profile'>): BifrostError {
  return gatewayError(timedOutText(profile.errors.timeoutSeconds), {
    cause: 'timeout',
    ...(profile.errors.timeoutStatus && { status: 504, errorType: 'request_timed_out' }),
    bifrost: true,
    context,
  })
}

/** The head of a stream did not come within that time. */
export function lateHead(call: Failing): BifrostError {
  if (call.profile.errors.lateHead === 'timeout') return timedOut(call)
  // No call was routed yet, as far as this error tells.
  return gatewayError('request timed out while waiting for stream response: context deadline exceeded', {
    status: 504,
    errorType: 'request_timed_out',
    bifrost: true,
  })
}

/**
 * The client got no connection, or could not read what it needs for an answer: the head, or for a whole answer all of it. A
 * stream's client does not tell an error of the network apart.
 */
export function callFailed(failure: ReadFailure | NoConnection, call: Failing): BifrostError {
  const isOfNetwork = !('text' in failure) || failure.kind === 'reset'
  const text = 'text' in failure ? failureText(failure, call) : dialError(failure.kind, call)
  return isOfNetwork && !call.context.stream ? network(text, call) : doRequest(text, call)
}

/** The client's words for a failed read. */
export function failureText(
  { cause, text }: ReadFailure,
  call: Pick<Failing, 'connection' | 'profile'>,
): string {
  return text(cause === undefined ? '' : networkError(cause, call))
}

/** The address is one that the gateway does not call. */
export function privateAddress(address: string, call: Failing): BifrostError {
  return network(`connection to private IP ${address} is not allowed`, call)
}

/** A stream ended, and nothing in it said that it would. */
export function truncated(context: CallContext): BifrostError {
  const message =
    'provider closed the stream before sending a completion marker (upstream connection ended mid-stream)'
  return gatewayError(message, { cause: 'unexpected EOF', context, ...CONNECTION_FAILED })
}

/** Reading a stream failed. */
export function streamBroke(cause: string, context: CallContext): BifrostError {
  return gatewayError(`Error reading stream: ${cause}`, { cause, bifrost: true, context })
}

function networkError(
  cause: NetworkCause,
  { connection, profile }: Pick<Failing, 'connection' | 'profile'>,
): string {
  const { local, remote } = connection()
  const ends = `read ${profile.upstream.network} ${local}->${remote}`
  return cause === 'i/o timeout' ? `${ends}: ${cause}` : `${ends}: read: ${cause}`
}

function dialError(why: 'refused' | 'dns', { connection, profile }: Failing): string {
  const { host, remote } = connection()
  const { network: kind, namesNetworkErrors } = profile.upstream
  const lookup = `lookup ${host}: no such host`
  if (namesNetworkErrors) {
    return why === 'dns' ? `dial ${kind}: ${lookup}` : `dial ${kind} ${remote}: connect: connection refused`
  }
  // An older client looks the name up before it dials, and says of both where it was to go.
  const port = remote.slice(remote.lastIndexOf(':'))
  if (why === 'dns') return `error when dialing ${host}${port}: ${lookup}`
  return `error when dialing ${host}${port}: dial ${kind} ${remote}: connect: connection refused`
}

function network(cause: string, call: Failing): BifrostError {
  if (!call.profile.upstream.namesNetworkErrors) return doRequest(cause, call)
  return gatewayError(NETWORK, { cause, context: call.context, ...connectionFailed(call) })
}

function doRequest(cause: string, call: Failing): BifrostError {
  const { context, profile } = call
  const bifrost = context.stream && !profile.errors.connectionStatus
  return gatewayError(DO_REQUEST, { cause, bifrost, context, ...connectionFailed(call) })
}

function connectionFailed({ profile }: Failing) {
  return profile.errors.connectionStatus ? CONNECTION_FAILED : {}
}

const CONNECTION_FAILED = { status: 502, errorType: 'provider_connection_failed' }
