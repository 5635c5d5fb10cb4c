import type { UpstreamRequest } from '../upstream.ts'
import type { BifrostError } from './bifrost-error.ts'
import type { CallSettings } from './call.ts'
import { rawJson } from './raw-json.ts'

/** Adds what raw capture adds to an error. Text that is no JSON is kept as bytes; the encoder then fails on it, as the gateway's does. */
export function withRaw(
  error: BifrostError,
  request: UpstreamRequest,
  body: Uint8Array,
  settings: CallSettings,
): BifrostError {
  if (settings.captureRaw.request) error.extra_fields.raw_request = rawJson(request.body)
  if (settings.captureRaw.response && body.length > 0)
    error.extra_fields.raw_response = rawJson(Buffer.from(body).toString('utf8'))
  return error
}
