import { headerValue } from '../../message/headers.ts'
import type { HeaderList } from '../../message/headers.ts'

/**
 * When Azure wants to be asked again, ms: `retry-after-ms`, else `retry-after` in seconds or as a date, between a second and
 * five minutes. `now`: ms since 1970.
 */
export function retryAfter(headers: HeaderList, now: () => number): { readonly retry_after_ms?: number } {
  const wait = numberIn(headerValue(headers, 'retry-after-ms')) ?? waitIn(headers, now)
  return wait === undefined ? {} : { retry_after_ms: Math.min(Math.max(Math.round(wait), LEAST_MS), MOST_MS) }
}

const LEAST_MS = 1000
const MOST_MS = 300_000

function waitIn(headers: HeaderList, now: () => number): number | undefined {
  const value = headerValue(headers, 'retry-after')
  const seconds = numberIn(value)
  if (seconds !== undefined) return seconds * 1000
  if (value === undefined || !HTTP_DATE.test(value)) return undefined
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : date - now()
}

/** `Wed, 21 Oct 2026 07:28:00 GMT` */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

function numberIn(value: string | undefined): number | undefined {
  const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : undefined
}
