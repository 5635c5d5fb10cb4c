import { isObject } from '../../json/json-object.ts'
import { suggest } from '../../shape/shape.ts'
import { readDuration } from '../../values/duration.ts'

/** How the manual clock is to be moved. */
export interface ClockOrder {
  readonly move:
    | { readonly kind: 'by'; readonly ms: number }
    | { readonly kind: 'next' }
    | { readonly kind: 'idle' }
    | { readonly kind: 'nowhere' }
  /** So many exchanges must wait before it moves. */
  readonly waitFor: number
  /** So long it may take until they do, ms of real time. */
  readonly withinMs: number
}

/** What is wrong with the body, in one sentence. */
export class WrongClockOrder extends Error {
  readonly statusCode = 400
}

/** More than a year at once is a mistake. */
export const MOST_MS = 366 * 86_400_000
const MOST_REAL_MS = 60_000
const MOVES = ['advance_ms', 'advance', 'to', 'to_next', 'to_idle'] as const
const KEYS: readonly string[] = [...MOVES, 'wait_for', 'within']

/**
 * `{ "advance_ms": 60000 }`, `{ "advance": "60s" }`, `{ "to": "2026-01-01T00:00:00Z" }`, `{ "to_next": true }` or
 * `{ "to_idle": true }`, each with `wait_for` and `within` if wanted; those two may stand alone. `date`: now, ms since 1970.
 * Throws `WrongClockOrder`.
 */
export function readClockOrder(body: unknown, date: number): ClockOrder {
  if (!isObject(body))
    throw new WrongClockOrder(`the body must be a JSON object with one of ${MOVES.join(', ')}`)
  for (const key of Object.keys(body))
    if (!KEYS.includes(key))
      throw new WrongClockOrder(`the clock has no key ${JSON.stringify(key)}; ${suggest(key, KEYS)}`)
  const [move, second] = MOVES.filter((key) => body[key] !== undefined)
  if (second !== undefined) throw new WrongClockOrder(`give one of ${move} and ${second}, not both`)
  if (move === undefined && body['wait_for'] === undefined)
    throw new WrongClockOrder(`give one of ${MOVES.join(', ')}, e.g. { "advance": "60s" }`)
  return {
    move: move === undefined ? { kind: 'nowhere' as const } : READERS[move](body[move], date),
    waitFor: readCount(body['wait_for']),
    withinMs: readWithin(body['within']),
  }
}

const READERS: Readonly<
  Record<(typeof MOVES)[number], (value: unknown, date: number) => ClockOrder['move']>
> = {
  advance_ms: (value) => {
    const ms = readDuration(value)
    if (ms !== undefined && ms <= MOST_MS) return { kind: 'by', ms }
    throw new WrongClockOrder(
      `advance_ms must be milliseconds from 0 to ${MOST_MS}, or a time such as "60s", got ${JSON.stringify(value)}`,
    )
  },
  advance: (value) => ({ kind: 'by', ms: readAdvance(value) }),
  to: (value, date) => {
    const target = typeof value === 'string' ? Date.parse(value) : Number.NaN
    if (Number.isNaN(target))
      throw new WrongClockOrder(
        `to must be a date such as "2026-01-01T00:00:00Z", got ${JSON.stringify(value)}`,
      )
    const ms = target - date
    if (ms >= 0 && ms <= MOST_MS) return { kind: 'by', ms }
    const why = ms < 0 ? 'time never goes back' : 'that is more than a year ahead'
    throw new WrongClockOrder(`to: it is ${new Date(date).toISOString()} here, and ${why}`)
  },
  to_next: (value) => ({ kind: isTrue(value, 'to_next') && 'next' }),
  to_idle: (value) => ({ kind: isTrue(value, 'to_idle') && 'idle' }),
}

/** `"60s"` or a number of milliseconds. Throws `WrongClockOrder`. */
export function readAdvance(value: unknown): number {
  const ms = readDuration(value)
  if (ms !== undefined && ms <= MOST_MS) return ms
  throw new WrongClockOrder(
    `advance must be a time such as "60s", "250ms" or "1.5h", or milliseconds, at most a year, got ${JSON.stringify(value) ?? 'nothing'}`,
  )
}

function isTrue(value: unknown, key: string): true {
  if (value === true) return true
  throw new WrongClockOrder(`${key} can only be true, got ${JSON.stringify(value)}`)
}

function readCount(value: unknown): number {
  if (value === undefined) return 0
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value
  throw new WrongClockOrder(`wait_for must be a whole number of at least 1, got ${JSON.stringify(value)}`)
}

function readWithin(value: unknown): number {
  if (value === undefined) return 5000
  const ms = readDuration(value)
  if (ms !== undefined && ms <= MOST_REAL_MS) return ms
  throw new WrongClockOrder(`within must be a real time of at most "60s", got ${JSON.stringify(value)}`)
}
