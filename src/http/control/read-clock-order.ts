import { duration } from '../../shape/durations.ts'
import { map, property } from '../../shape/maps.ts'
import type { MapValue } from '../../shape/maps.ts'
import { valueOf, WrongValue } from '../../shape/read-value.ts'
import { number, onlyTrue, text } from '../../shape/scalars.ts'

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

/** More than a year at once is a mistake. */
export const MOST_MS = 366 * 86_400_000
const MOST_REAL_MS = 60_000
const MOVES = ['advance', 'advance_ms', 'to', 'to_next', 'to_idle'] as const

const keys = {
  advance: property(duration({ most: MOST_MS }), 'Lets so much time pass: `60s`, or milliseconds.'),
  advance_ms: property(duration({ most: MOST_MS }), 'The same as advance.'),
  to: property(date(), 'Lets time pass until this date.'),
  to_next: property(onlyTrue(), 'Lets time pass until the next exchange that waits goes on.'),
  to_idle: property(onlyTrue(), 'Lets time pass until no exchange waits any more.'),
  wait_for: property(
    number({ integer: true, min: 1 }),
    'Time stands still until so many exchanges wait; alone, it does not move.',
  ),
  within: property(
    duration({ most: MOST_REAL_MS }),
    'So long that may take, in real time; 5 s unless given.',
  ),
}

/** What `POST /clock` takes. */
export const clockShape = map(keys, {
  want: 'a map such as { "advance": "60s" }',
  apart: [MOVES],
  oneOf: [[...MOVES, 'wait_for']],
  missing: 'write e.g. { "advance": "60s" }',
})

/** `date`: now, ms since 1970. Throws `WrongValue`. */
export function readClockOrder(body: unknown, date: number): ClockOrder {
  const order = valueOf(body, clockShape, 'the body')
  const { wait_for: waitFor = 0, within: withinMs = 5000 } = order
  return { move: moveOf(order, date), waitFor, withinMs }
}

/** `"60s"` or a number of milliseconds. Throws `WrongValue`. */
export function readAdvance(advance: unknown): number {
  return valueOf({ advance }, clockShape, 'the order').advance!
}

function moveOf(order: MapValue<typeof keys>, date: number): ClockOrder['move'] {
  if (order.to_next !== undefined) return { kind: 'next' }
  if (order.to_idle !== undefined) return { kind: 'idle' }
  const ms = order.to === undefined ? (order.advance ?? order.advance_ms) : msUntil(order.to, date)
  return ms === undefined ? { kind: 'nowhere' } : { kind: 'by', ms }
}

function msUntil(to: string, date: number): number {
  const ms = Date.parse(to) - date
  if (ms >= 0 && ms <= MOST_MS) return ms
  const why = ms < 0 ? 'time never goes back' : 'that is more than a year ahead'
  const message = `to: it is ${new Date(date).toISOString()} here, and ${why}`
  throw new WrongValue([{ path: 'to', value: to, message }])
}

function date() {
  const want = 'a date such as 2026-01-01T00:00:00Z'
  return text({
    want,
    schema: { format: 'date-time' },
    check(value, node, context, label) {
      if (!Number.isNaN(Date.parse(value))) return true
      context.report({ code: 'wrong-value', at: node, message: `${label} must be ${want}, got "${value}"` })
      return false
    },
  })
}
