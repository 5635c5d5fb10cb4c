import type { UpstreamRequest } from '../upstream.ts'
import type { BifrostError } from './bifrost-error.ts'
import type { CallSettings } from './call.ts'
import { isJson, rawJson } from './raw-json.ts'

/** Adds what raw capture adds to an error about a 200. Text that is no JSON is kept as bytes; the encoder then fails on it, as the gateway's does. */
export function withRaw(
  error: BifrostError,
  request: UpstreamRequest,
  body: Uint8Array,
  settings: CallSettings,
): BifrostError {
  if (settings.captureRaw.response && body.length > 0) error.extra_fields.raw_response = rawJson(textOf(body))
  return withRawRequest(error, request, settings)
}

/** The same for an error that the deployment answered: its body is read and written anew, and what is no JSON becomes a string. */
export function withRawError(
  error: BifrostError,
  request: UpstreamRequest,
  body: Uint8Array,
  settings: CallSettings,
): BifrostError {
  if (settings.captureRaw.response) {
    const text = textOf(body)
    error.extra_fields.raw_response = JSON.stringify(isJson(text) ? (JSON.parse(text) as unknown) : text)
  }
  return withRawRequest(error, request, settings)
}

/** The same for an error without any answer. */
export function withRawRequest(
  error: BifrostError,
  request: UpstreamRequest,
  settings: CallSettings,
): BifrostError {
  if (settings.captureRaw.request) error.extra_fields.raw_request = rawJson(request.body)
  return error
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
}
