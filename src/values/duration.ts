/** `"250ms"`, `"30s"`, `"1.5m"`, `"2h"`, or a number of milliseconds, as milliseconds; undefined for anything else. */
export function readDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined
  const match = typeof value === 'string' ? DURATION.exec(value) : null
  if (match === null) return undefined
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]
}

/** What a duration looks like as a text. */
export const DURATION = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)\s*$/

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
