import type { UpstreamRequest } from '../../contracts/upstream.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { bytesToText } from '../go-json/bytes.ts'
import { encodeAny } from '../go-json/encode.ts'
import { isJson, rawJson } from './raw-json.ts'

/** The request under raw capture, in a whole answer or an error. */
export function rawRequest({ body }: UpstreamRequest, { profile }: CallSettings): string {
  switch (profile.raw.request) {
    case 'indented':
      return body
    case 'compact':
      return rawJson(body)
    case 'parsed':
      return anew(body)
  }
}

/** The same in the last chunk of a stream: there the order of keys is always that of the request (raw-both-stream). */
export function rawStreamRequest(request: UpstreamRequest, { profile }: CallSettings): string {
  return profile.raw.request === 'indented' ? request.body : rawJson(request.body)
}

/** An answer of Azure under raw capture. */
export function rawAnswer(body: string, { profile }: CallSettings): string {
  return profile.raw.answer === 'parsed' ? anew(body) : rawJson(body)
}

/** Adds what raw capture adds to an error about a 200. Text that is no JSON is kept as bytes; the encoder then fails on it, as the gateway's does. */
export function withRaw(
  error: BifrostError,
  request: UpstreamRequest,
  body: Uint8Array,
  settings: CallSettings,
): BifrostError {
  if (settings.captureRaw.response && settings.profile.raw.inErrors && body.length > 0)
    error.extra_fields.raw_response = rawJson(bytesToText(body))
  return withRawRequest(error, request, settings)
}

/** The same for an error that the deployment answered: its body is read and written anew, and what is no JSON becomes a string. */
export function withRawError(
  error: BifrostError,
  request: UpstreamRequest,
  body: Uint8Array,
  settings: CallSettings,
): BifrostError {
  if (settings.captureRaw.response && settings.profile.raw.inErrors) {
    const text = bytesToText(body)
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
  if (settings.captureRaw.request && settings.profile.raw.inErrors)
    error.extra_fields.raw_request = rawRequest(request, settings)
  return error
}

/** Read and written again. The real gateway's keys then stand in any order; here they are sorted. */
function anew(text: string): string {
  return isJson(text) ? encodeAny(JSON.parse(text), 'plain') : text
}
