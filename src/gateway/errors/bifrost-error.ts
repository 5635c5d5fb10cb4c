import type { GatewayErrorSpec } from '../../errors/error-spec.ts'
import { routingInfo } from '../response/routing-info.ts'
import type { ErrorRules } from '../profiles/profile.ts'
import type { CallContext } from '../core/call-context.ts'

/** The gateway's error object, keys as on the wire. Absent keys are left out there too. */
export interface BifrostError {
  event_id?: string
  type?: string
  is_bifrost_error: boolean
  status_code?: number
  error: {
    error?: string
    type?: string
    code?: string
    message: string
    param?: unknown
    event_id?: string
  }
  extra_fields: {
    provider?: string
    model_requested?: string
    request_type?: string
    routing_info?: object
    original_model_requested?: string
    resolved_model_used?: string
    /** ms */
    latency?: number
    retry_after_ms?: number
    error_type?: string
    /** The bodies as JSON; one that is no JSON as it was. */
    raw_request?: string
    raw_response?: string
  }
}

/** An error that the gateway makes itself: `message`, the cause if it shows one, and what else differs from the plain form. */
export function gatewayError(
  message: string,
  options: {
    cause?: string
    status?: number
    type?: string
    errorType?: string
    bifrost?: boolean
    context?: CallContext
  } = {},
): BifrostError {
  const error: BifrostError['error'] = { message }
  if (options.cause !== undefined) error.error = options.cause
  if (options.errorType !== undefined) error.type = options.errorType
  const result: BifrostError = { is_bifrost_error: options.bifrost === true, error, extra_fields: {} }
  if (options.status !== undefined) result.status_code = options.status
  if (options.type !== undefined) result.type = options.type
  if (options.context !== undefined) result.extra_fields = contextFields(options.context)
  return result
}

export function contextFields(context: CallContext): BifrostError['extra_fields'] {
  const fields: BifrostError['extra_fields'] = { request_type: requestType(context.stream) }
  if (context.provider !== '') fields.provider = context.provider
  if (context.model === '') return fields
  fields.model_requested = context.model
  // Lines that do not know these leave them out when they write the error.
  fields.original_model_requested = context.model
  fields.resolved_model_used = context.deployment ?? context.model
  fields.routing_info = routingInfo(context)
  return fields
}

/** The same call before a key was chosen for it. */
export function withoutKey({ provider, model, stream, primary }: CallContext): CallContext {
  return { provider, model, stream, ...(primary && { primary }) }
}

export function requestType(stream: boolean): string {
  return stream ? 'chat_completion_stream' : 'chat_completion'
}

/**
 * The HTTP status of an error: its own, else that of the line, and then `status_code` is not in the body. A deployment's event may say
 * anything there; 0 counts as none given to the HTTP server, which then says 200.
 */
export function errorStatus(error: BifrostError, { withoutStatus }: ErrorRules): number {
  const none = withoutStatus === '400 or 500' && !error.is_bifrost_error ? 400 : 500
  const status = error.status_code ?? none
  return status === 0 ? 200 : status
}

/** A catalogue error as the gateway would make it for this call. */
export function playedError(spec: GatewayErrorSpec, context: CallContext): BifrostError {
  const result: BifrostError = {
    is_bifrost_error: spec.isBifrostError,
    error: { ...spec.error },
    extra_fields: spec.beforeCore === true ? {} : contextFields(context),
  }
  if (spec.errorType !== undefined) result.extra_fields.error_type = spec.errorType
  if (spec.type !== undefined) result.type = spec.type
  if (spec.eventId !== undefined) result.event_id = spec.eventId
  if (spec.statusInBody) result.status_code = spec.status
  return result
}
