import type { BifrostError } from './bifrost-error.ts'
import { codecOf } from '../codec.ts'
import { encodeJson } from '../go-json/encode.ts'
import { goQuote } from '../../message/go-quote.ts'
import { textToBytes } from '../go-json/bytes.ts'
import { rawFault } from '../response/raw-json.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { redacted } from './redact.ts'

/** The body of an error. One that holds a raw answer which is no JSON cannot be encoded; the gateway then says so (raw-both-not-json). */
export function encodeError(error: BifrostError, profile: GatewayProfile): string {
  const raw = error.extra_fields.raw_response
  const fault = raw === undefined ? undefined : rawFault(raw)
  if (raw !== undefined && fault !== undefined)
    return `${ENCODING_FAILED}invalid Marshaler output json syntax at ${fault}: ${goQuote(textToBytes(raw))}`
  return encodeJson(codecOf(profile).error, redacted(asAnswer(error, profile), profile))
}

/** An error that is no event of a stream may name the model as it was asked for (alias-error). */
function asAnswer(error: BifrostError, { answers }: GatewayProfile): BifrostError {
  const { original_model_requested: asked, resolved_model_used: used } = error.extra_fields
  if (answers.resolvedModel === 'everywhere' || asked === undefined || asked === used) return error
  return { ...error, extra_fields: { ...error.extra_fields, resolved_model_used: asked } }
}

export const ENCODING_FAILED = 'failed to encode error response: '
