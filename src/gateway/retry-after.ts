import { headerValue } from '../upstream.ts'
import type { HeaderList } from '../upstream.ts'

/** When Azure wants to be asked again, ms: `retry-after-ms`, else `retry-after` in seconds, between a second and five minutes. */
export function retryAfter(headers: HeaderList): { readonly retry_after_ms?: number } {
  const ms = Number(headerValue(headers, 'retry-after-ms') ?? Number.NaN)
  const seconds = Number(headerValue(headers, 'retry-after') ?? Number.NaN)
  const wait = Number.isFinite(ms) ? ms : seconds * 1000
  return Number.isFinite(wait)
    ? { retry_after_ms: Math.min(Math.max(Math.round(wait), LEAST_MS), MOST_MS) }
    : {}
}

const LEAST_MS = 1000
const MOST_MS = 300_000
