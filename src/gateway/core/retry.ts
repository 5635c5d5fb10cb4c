import type { Random } from '../../random/random.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { ProviderConfig } from '../config/provider-config.ts'

/** Whether the gateway tries again after this error, if it has tries left. */
export function isRetried(error: BifrostError): boolean {
  if (error.is_bifrost_error || error.error.type === 'request_cancelled') return false
  if (error.status_code !== undefined && RETRIED_STATUSES.has(error.status_code)) return true
  if (NETWORK_MESSAGES.some((text) => error.error.message.startsWith(text))) return true
  return isRateLimit(error)
}

/** A key is dead for this request: another one may do. */
export function refusesKey({ is_bifrost_error: own, status_code: status }: BifrostError): boolean {
  return !own && (status === 401 || status === 402 || status === 403)
}

/** Its status says so, or its words. */
export function isRateLimit(error: BifrostError): boolean {
  if (error.status_code === 429) return true
  const words = [error.error.message, error.error.type ?? '', error.error.code ?? ''].join('\n').toLowerCase()
  return RATE_LIMIT_WORDS.some((word) => words.includes(word))
}

/** Milliseconds before the n-th retry: doubled each time, ±20 %, never above the configured longest wait. */
export function retryDelay(retry: number, config: ProviderConfig, random: Random): number {
  const wait = Math.min(config.backoffInitialMs * 2 ** (retry - 1), config.backoffMaxMs)
  return Math.min(wait * (0.8 + 0.4 * random.next()), config.backoffMaxMs)
}

const RETRIED_STATUSES = new Set([429, 500, 502, 503, 504])
const NETWORK_MESSAGES = [
  'network error occurred while connecting',
  'failed to execute HTTP request to provider API',
]
const RATE_LIMIT_WORDS = [
  'rate limit',
  'rate_limit',
  'ratelimit',
  'too many requests',
  'quota exceeded',
  'quota_exceeded',
  'throttled',
  'throttling',
  'rate exceeded',
  'requests per',
  'tokens per minute',
  'usage limit',
  'concurrent requests limit',
]
