import { list, number, object, optionalText, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { durationMs } from './reset-window.ts'

/** The plugin `semantic_cache`. */
export interface CacheConfig {
  /** Who makes the embeddings that similar requests are found by; undefined: only equal requests are found. */
  readonly embedding: { readonly provider: string; readonly model: string } | undefined
  readonly ttlMs: number
  /** How similar a request must be, 0 to 1. */
  readonly threshold: number
  /** Of requests that name none; undefined: those are not cached. */
  readonly defaultKey: string | undefined
  /** A conversation of more messages is not cached. */
  readonly mostMessages: number
  readonly byModel: boolean
  readonly byProvider: boolean
  readonly excludeSystem: boolean
}

export const CACHE_PLUGIN = 'semantic_cache'

const DEFAULT_TTL = 5 * 60_000

/** The cache of a configuration; undefined where it has none, or has switched it off. */
export function readCache(file: JsonObject): CacheConfig | undefined {
  const plugin = list(file['plugins']).find((it) => text(it['name']) === CACHE_PLUGIN)
  if (plugin === undefined || plugin['enabled'] !== true) return undefined
  const config = object(plugin['config'])
  const provider = optionalText(config['provider'])
  return {
    embedding:
      provider === undefined
        ? undefined
        : { provider, model: optionalText(config['embedding_model']) ?? 'text-embedding-3-small' },
    ttlMs: ttlMs(config['ttl']) ?? DEFAULT_TTL,
    threshold: number(config['threshold'], 0.8),
    defaultKey: optionalText(config['default_cache_key']),
    mostMessages: number(config['conversation_history_threshold'], 3),
    byModel: config['cache_by_model'] !== false,
    byProvider: config['cache_by_provider'] !== false,
    excludeSystem: config['exclude_system_prompt'] === true,
  }
}

/** A duration such as `30s`, or seconds; undefined for anything else. */
export function ttlMs(value: unknown): number | undefined {
  if (typeof value === 'number') return value > 0 ? value * 1000 : undefined
  if (typeof value !== 'string') return undefined
  const ms = durationMs(value) ?? (/^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : undefined)
  return ms === undefined || ms <= 0 ? undefined : ms
}
