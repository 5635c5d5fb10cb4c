import type { UpstreamRequest } from '../../contracts/upstream.ts'
import { contextFields } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { decodeJson } from '../go-json/decode.ts'
import type { DataLine } from './sse-lines.ts'
import { withRawRequest } from '../response/with-raw.ts'

/**
 * The error that an event of a stream carries. Only one with a non-empty message is an error; whatever else the
 * gateway's own error object knows is taken over from the event (a `status_code` for instance).
 */
export function eventError(
  line: DataLine,
  request: UpstreamRequest,
  settings: CallSettings,
): BifrostError | undefined {
  if (line.value !== undefined && !hasError(line.value)) return undefined
  const text = line.text()
  if (!mentionsError(text)) return undefined
  const decoded = decodeJson<Partial<BifrostError>>(settings.codec.error, text)
  if (!decoded.ok) return undefined
  const { error } = decoded.value
  if (error === undefined || (error.message ?? '') === '') return undefined
  const { is_bifrost_error: own = false, ...top } = decoded.value
  const result: BifrostError = {
    ...top,
    is_bifrost_error: own,
    error,
    extra_fields: contextFields(settings.context),
  }
  return withRawRequest(result, request, settings)
}

function hasError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'error' in value
}

/** The key is looked up first, and there upper and lower case count: `{"Error":…}` is no error. */
function mentionsError(text: string | Uint8Array): boolean {
  return typeof text === 'string' ? text.includes('"error"') : Buffer.from(text).includes('"error"')
}
