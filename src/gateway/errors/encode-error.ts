import type { BifrostError } from './bifrost-error.ts'
import { codecOf } from '../codec.ts'
import { encodeJson } from '../go-json/encode.ts'
import { isJson } from '../response/raw-json.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { sanitized } from './redact.ts'

/** The body of an error. One that holds a raw answer which is no JSON cannot be encoded; the gateway then says so (raw-both-not-json). */
export function encodeError(error: BifrostError, profile: GatewayProfile): string {
  const raw = error.extra_fields.raw_response
  if (raw !== undefined && !isJson(raw)) {
    return `${ENCODING_FAILED}invalid Marshaler output json syntax at 0: ${goQuote(raw)}`
  }
  return encodeJson(codecOf(profile).error, sanitized(asAnswer(error, profile), profile))
}

/** An error that is no event of a stream may name the model as it was asked for (alias-error). */
function asAnswer(error: BifrostError, { answers }: GatewayProfile): BifrostError {
  const { original_model_requested: asked, resolved_model_used: used } = error.extra_fields
  if (answers.resolvedModel === 'everywhere' || asked === undefined || asked === used) return error
  return { ...error, extra_fields: { ...error.extra_fields, resolved_model_used: asked } }
}

export const ENCODING_FAILED = 'failed to encode error response: '

/** A text in double quotes as Go's %q writes it, for texts without control characters beyond the common ones. */
function goQuote(text: string): string {
  return JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, '\\x$1')
}
