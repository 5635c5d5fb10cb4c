import { createHash } from 'node:crypto'
import { canonicalJson } from '../../json/canonical.ts'
import type { CacheConfig } from '../config/cache-config.ts'

/** What a request is found by. */
export interface Fingerprint {
  /** Requests of another scope are never looked at: cache key, parameters, model, provider, streamed or not. */
  readonly scope: string
  /** Of the messages: equal ones are the same but for case and space around them. */
  readonly hash: string
  /** The words of the messages, for similarity. */
  readonly text: string
}

export interface CacheableRequest {
  readonly provider: string
  readonly model: string
  readonly stream: boolean
  /** As it goes to Azure. */
  readonly value: () => { readonly [key: string]: unknown }
}

/** The fingerprint of a request; undefined for a conversation that is too long to be cached. */
export function fingerprint(
  { provider, model, stream, value }: CacheableRequest,
  key: string,
  config: CacheConfig,
): Fingerprint | undefined {
  const { messages, model: _model, stream: _stream, stream_options: _options, ...parameters } = value()
  const all = Array.isArray(messages) ? (messages as readonly Message[]) : []
  if (all.length > config.mostMessages) return undefined
  const kept = config.excludeSystem ? all.filter(({ role }) => role !== 'system') : all
  const scope = canonicalJson([
    key,
    parameters,
    config.byModel ? model : '',
    config.byProvider ? provider : '',
    stream,
  ])
  return {
    scope,
    hash: sha1(canonicalJson(kept.map(normalized))),
    text: kept.map(({ role, content }) => `${String(role)}: ${textOf(content)}`).join('\n'),
  }
}

/** A name-based UUID (version 5) of a direct entry: the same request has the same. */
export function entryId({ scope, hash }: Fingerprint): string {
  const hex = sha1(`${scope} ${hash}`)
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(18, 20),
    hex.slice(20, 32),
  ].join('-')
}

type Message = { readonly role?: unknown; readonly content?: unknown }

function normalized(message: Message): Message {
  const { content } = message
  return typeof content === 'string' ? { ...message, content: content.trim().toLowerCase() } : message
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((block: { text?: unknown }) => (typeof block.text === 'string' ? block.text : ''))
    .join(' ')
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}
