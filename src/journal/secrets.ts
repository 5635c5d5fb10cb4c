import { decodedPart } from '../message/target.ts'
import type { HeaderList } from '../message/headers.ts'

const HIDDEN = '[redacted]'

const HEADERS = new Set([
  'authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'x-bf-vk',
  'x-bf-api-key',
  'ocp-apim-subscription-key',
  'x-emulator-token',
  'cookie',
  'set-cookie',
  'proxy-authorization',
])

const QUERY_KEYS =
  /^(api[-_]?key|key|x-bf-vk|subscription-key|token|access_token|sig|signature|password|secret)$/i

/** Keys as OpenAI, Bifrost and Azure write them, wherever they stand. */
const KEY_SHAPE = /\bsk-[A-Za-z0-9_-]{8,}/g

/** Also what is passed on under another name. */
function isSecretHeader(name: string): boolean {
  return HEADERS.has(name.toLowerCase().replace(/^x-bf-eh-/, ''))
}

/** However short, a virtual key hides the whole header. */
const VIRTUAL_KEY = /\bsk-bf-/i

/** Headers whose secrets are taken out. */
export function redactedHeaders(headers: HeaderList): HeaderList {
  return headers.map(
    ([name, value]) =>
      [name, isSecretHeader(name) || VIRTUAL_KEY.test(value) ? HIDDEN : hideKeys(value)] as const,
  )
}

/** A text without what looks like a key. */
export function hideKeys(text: string): string {
  return text.includes('sk-') ? text.replace(KEY_SHAPE, HIDDEN) : text
}

/** A query without the values of keys that hold secrets; the rest stands as it was sent. */
export function hideQuery(query: string): string {
  if (query === '') return ''
  return query
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1)
      return QUERY_KEYS.test(decodedPart(name)) ? `${name}=${HIDDEN}` : hideKeys(pair)
    })
    .join('&')
}
