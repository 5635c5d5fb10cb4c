import type { HeaderMap } from '../../message/header-map.ts'
import type { CacheConfig } from '../config/cache-config.ts'
import { ttlMs } from '../config/cache-config.ts'

/** What one request wants of the cache. */
export interface CacheWish {
  readonly key: string
  readonly ttlMs: number
  readonly threshold: number
  /** Looks for an equal request, and for a similar one. */
  readonly direct: boolean
  readonly semantic: boolean
  readonly stores: boolean
}

/** Reads the headers `x-bf-cache-…`; a value that is none is silently passed over. Undefined: nothing is cached. */
export function cacheWish(headers: HeaderMap, config: CacheConfig): CacheWish | undefined {
  const key = headers.get('x-bf-cache-key') || config.defaultKey
  if (key === undefined) return undefined
  const type = headers.get('x-bf-cache-type')
  return {
    key,
    ttlMs: ttlMs(headers.get('x-bf-cache-ttl')) ?? config.ttlMs,
    threshold: threshold(headers.get('x-bf-cache-threshold')) ?? config.threshold,
    direct: type !== 'semantic',
    semantic: config.embedding !== undefined && type !== 'direct',
    stores: headers.get('x-bf-cache-no-store') !== 'true',
  }
}

function threshold(value: string | undefined): number | undefined {
  if (value === undefined || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) return undefined
  return Math.min(1, Math.max(0, Number(value)))
}
