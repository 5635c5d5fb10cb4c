import { MOST_MS, readAdvance } from '../http/control/read-clock-order.ts'
import type { ManualClock } from '../play/manual-clock.ts'

/** A clock that stands still until it is moved; the same as `/_emulator/clock`. */
export interface ControlledClock {
  /** Milliseconds since 1970, as the emulator sees it. */
  now(): number
  /** Exchanges that wait for time to pass. */
  readonly waiting: number
  /** Lets time pass: milliseconds, or `60s`. Settles when everything due has been sent. Throws `WrongValue`. */
  advance(time: number | string): Promise<void>
  /** Lets time pass until the next exchange that waits goes on; not at all when none waits. */
  toNext(): Promise<void>
  /** Lets time pass until no exchange waits any more. */
  toIdle(): Promise<void>
  /** Settles once so many exchanges wait: a request takes a moment to arrive. Rejects after `withinMs` of real time. */
  untilWaiting(count?: number, withinMs?: number): Promise<void>
}

export function controlledClock(clock: ManualClock): ControlledClock {
  return {
    now: clock.date,
    get waiting() {
      return clock.waiting
    },
    advance: async (time) => clock.advance(readAdvance(time)),
    toNext: () => clock.advanceToNext(),
    toIdle: () => clock.advanceToIdle(MOST_MS),
    untilWaiting: async (count = 1, withinMs = 5000) => {
      if (!(await clock.untilWaiting(count, withinMs)))
        throw new Error(`${clock.waiting} of ${count} exchanges wait after ${withinMs} ms`)
    },
  }
}
