import type { UpstreamSilence } from '../upstream.ts'
import { gatewayError } from './bifrost-error.ts'
import type { BifrostError, CallContext } from './bifrost-error.ts'

const NETWORK =
  'network error occurred while connecting to provider API (DNS lookup, connection refused, etc.)'
const DO_REQUEST = 'failed to execute HTTP request to provider API'
const TIMED_OUT =
  'request timed out (default is 30 seconds). You can increase it by setting the default_request_timeout_in_seconds in the network_config or in UI - Providers > Provider Name > Network Config.'
const CLOSED_BEFORE_FIRST_BYTE =
  "the server closed connection before returning the first response byte. Make sure the server returns 'Connection: close' response header before closing the connection"

/** The two ends of the connection to the provider, as Go prints them: `127.0.0.1:40112->127.0.0.1:9099`. */
export interface Connection {
  readonly local: string
  readonly remote: string
  readonly host: string
}

/** The provider did not answer within the configured time. */
export function timedOut(context: CallContext): BifrostError {
  return gatewayError(TIMED_OUT, {
    cause: 'timeout',
    status: 504,
    errorType: 'request_timed_out',
    bifrost: true,
    context,
  })
}

/** No connection, or one that broke before the first byte. A stream's client does not tell these apart. */
export function noAnswer(
  why: UpstreamSilence['why'],
  connection: Connection,
  context: CallContext,
): BifrostError {
  if (why === 'hang') return timedOut(context)
  if (why === 'fin' || why === 'reset') return doRequest(CLOSED_BEFORE_FIRST_BYTE, context)
  const cause =
    why === 'dns'
      ? `dial tcp: lookup ${connection.host}: no such host`
      : `dial tcp ${connection.remote}: connect: connection refused`
  return context.stream ? doRequest(cause, context) : gatewayError(NETWORK, { cause, context })
}

/** The body of a whole answer broke off. */
export function brokenBody(how: 'fin' | 'reset', connection: Connection, context: CallContext): BifrostError {
  if (how === 'fin') return doRequest('unexpected EOF', context)
  return gatewayError(NETWORK, { cause: readError('connection reset by peer', connection), context })
}

/** Reading a stream failed. */
export function streamBroke(cause: string, context: CallContext): BifrostError {
  return gatewayError(`Error reading stream: ${cause}`, { cause, bifrost: true, context })
}

export function readError(what: 'connection reset by peer' | 'i/o timeout', connection: Connection): string {
  const ends = `read tcp ${connection.local}->${connection.remote}`
  return what === 'i/o timeout' ? `${ends}: i/o timeout` : `${ends}: read: ${what}`
}

function doRequest(cause: string, context: CallContext): BifrostError {
  return gatewayError(DO_REQUEST, { cause, bifrost: context.stream, context })
}
