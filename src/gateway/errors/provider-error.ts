import { headerValue } from '../../message/headers.ts'
import type { HeaderList } from '../../message/headers.ts'
import { contextFields } from './bifrost-error.ts'
import type { BifrostError } from './bifrost-error.ts'
import type { CallContext } from '../core/call-context.ts'
import type { Codec } from '../codec.ts'
import { isObject } from '../../json/json-object.ts'
import { bytesToText } from '../go-json/bytes.ts'
import { decodeJson, decodeSoFar } from '../go-json/decode.ts'
import { isJson } from '../response/raw-json.ts'
import type { ErrorRules, GatewayProfile } from '../profiles/profile.ts'

/** What the gateway makes of an answer whose status is not 200. `body`: unpacked bytes. */
export function providerError(
  status: number,
  headers: HeaderList,
  body: Uint8Array,
  { context, profile, codec }: ErrorReading,
): BifrostError {
  const rules = profile.errors
  const make: Make = (error, top = {}) => ({
    ...top,
    is_bifrost_error: false,
    status_code: status,
    error,
    extra_fields: contextFields(context),
  })
  const text = bytesToText(body)
  if (text.trim() === '') return make({ message: emptyMessage(status, rules) })
  const decoded = decodeJson(codec.error, body)
  if (!decoded.ok) {
    if (!rules.quotesOtherShapes && isJson(text)) return make(readable(text, rules))
    if (isHtml(headerValue(headers, 'content-type') ?? '', text)) {
      return make({ error: text, message: 'HTML response received from provider' })
    }
    return told(decodeSoFar<ReadError>(codec.error, body), `provider API error: ${text}`, make)
  }
  const filled = rules.fillsMessage ? `provider API error (status ${status})` : ''
  return told(decoded.value as ReadError, filled, make)
}

/** The same for a stream of a Claude deployment: of the error type and message count, and nobody fills them in (claude-deployment-stream). */
export function messagesError(
  status: number,
  headers: HeaderList,
  body: Uint8Array,
  reading: ErrorReading,
): BifrostError {
  const found = providerError(status, headers, body, reading)
  const { error } = parsed(bytesToText(body)) ?? {}
  if (error === undefined) {
    return isObject(parsed(bytesToText(body))) ? { ...found, error: { message: '' } } : found
  }
  const { type = '', message = '' } = isObject(error) ? error : {}
  return { ...found, error: { type: String(type ?? ''), message: String(message ?? '') } }
}

function parsed(text: string): { readonly error?: unknown } | undefined {
  return isJson(text) ? (JSON.parse(text) as { error?: unknown }) : undefined
}

type ReadError = Partial<Pick<BifrostError, 'error' | 'event_id'>>
type Make = (error: BifrostError['error'], top?: Partial<BifrostError>) => BifrostError

/** `otherwise`: the message where none was read. */
function told({ error, event_id }: ReadError, otherwise: string, make: Make): BifrostError {
  // The text of a cause is the gateway's own; one that Azure sends is not taken over.
  const { error: _, message = '', ...rest } = error ?? {}
  const top = event_id === undefined ? {} : { event_id }
  return make({ ...rest, message: message === '' ? otherwise : message }, top)
}

interface ErrorReading {
  readonly context: CallContext
  readonly profile: GatewayProfile
  readonly codec: Codec
}

/** What a plain decoder keeps of an error in which something has the wrong type: texts, and '' in the place of the rest. */
function readable(text: string, { otherCodes }: ErrorRules): BifrostError['error'] {
  const { error } = (JSON.parse(text) ?? {}) as { error?: unknown }
  if (otherCodes === 'text' || typeof error !== 'object' || error === null) return { message: '' }
  const { type, code, message, param, event_id } = error as Record<string, unknown>
  const named = Object.entries({ type, code, event_id }).filter(([, it]) => it !== undefined && it !== null)
  return {
    ...Object.fromEntries(named.map(([name, it]) => [name, typeof it === 'string' ? it : ''])),
    message: typeof message === 'string' ? message : '',
    ...(param !== undefined && param !== null && { param }),
  }
}

/** Whether an answer is a web page: its type says so, or a body of at least 20 bytes has the marks of one. */
export function isHtml(contentType: string, text: string): boolean {
  if (contentType.toLowerCase().includes('text/html')) return true
  if (Buffer.byteLength(text) < 20) return false
  const lower = text.toLowerCase()
  return HTML_MARKS.some((mark) => lower.includes(mark))
}

const HTML_MARKS = [
  '<!doctype html',
  '<html',
  '<head',
  '<body',
  '<title>',
  '<h1>',
  '<h2>',
  '<h3>',
  '<p>',
  '<div',
]

function emptyMessage(status: number, { emptyBody }: ErrorRules): string {
  if (emptyBody === 'one text') return 'empty response received from provider'
  switch (status) {
    case 401:
      return 'authentication failed: unauthorized (401) - check your API key'
    case 403:
      return 'access forbidden (403) - your API key may not have permission for this operation'
    case 404:
      return 'resource not found (404)'
    case 429:
      return 'rate limit exceeded (429)'
    case 500:
    case 502:
    case 503:
    case 504:
      return `provider server error (${status})`
    default:
      return `empty response received from provider (HTTP ${status})`
  }
}
