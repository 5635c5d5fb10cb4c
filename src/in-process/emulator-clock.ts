import { moveClock } from '../http/control/move-clock.ts'
import { readClockOrder } from '../http/control/read-clock-order.ts'
import type { Service } from '../http/service.ts'
import { ManualClock } from '../play/manual-clock.ts'
import { readDuration } from '../values/duration.ts'

/**
 * The time of the emulator. It moves by order when the emulator was made with `clock: 'manual'`; otherwise orders throw. An
 * order settles when everything that is due by then has been sent.
 */
export interface EmulatorClock {
  /** Milliseconds since 1970. */
  now(): number
  /** How many exchanges wait for time to pass; 0 where it passes by itself. */
  readonly waiting: number
  /** Lets time pass: `'60s'`, `'1.5m'`, `250` (ms). */
  advance(by: string | number, first?: WaitFirst): Promise<void>
  /** Lets time pass until a date, such as `'2027-01-01T00:00:00Z'`. */
  advanceTo(date: string | Date, first?: WaitFirst): Promise<void>
  /** Lets time pass until the next exchange that waits is due, and no longer. */
  advanceToNext(first?: WaitFirst): Promise<void>
  /** Lets time pass until no exchange waits any more. */
  advanceToIdle(first?: WaitFirst): Promise<void>
}

/** A request takes a moment to arrive. */
export interface WaitFirst {
  /** Time stands still until so many exchanges wait; throws where they do not come. */
  readonly waitFor?: number | undefined
  /** So long may that take, in real time; 5 s unless given. */
  readonly within?: string | number | undefined
}

export function emulatorClock(service: Service): EmulatorClock {
  const { clock } = service
  const order = async (move: object, first: WaitFirst = {}) => {
    const manual = asManual(clock)
    const { waitFor, within } = first
    const wait = {
      ...(waitFor !== undefined && { wait_for: waitFor }),
      ...(within !== undefined && { within }),
    }
    const problem = await moveClock(manual, readClockOrder({ ...move, ...wait }, manual.date()))
    if (problem !== undefined) throw new Error(problem)
  }
  return {
    now: () => service.now(),
    get waiting() {
      return clock instanceof ManualClock ? clock.waiting : 0
    },
    advance: async (by, first) => {
      asManual(clock)
      await order({ advance: checkedDuration(by) }, first)
    },
    advanceTo: (date, first) => order({ to: date instanceof Date ? date.toISOString() : date }, first),
    advanceToNext: (first) => order({ to_next: true }, first),
    advanceToIdle: (first) => order({ to_idle: true }, first),
  }
}

function asManual(clock: unknown): ManualClock {
  if (clock instanceof ManualClock) return clock
  throw new Error("time passes by itself here; createEmulator({ clock: 'manual' }) moves it by hand")
}

function checkedDuration(by: string | number): string | number {
  if (readDuration(by) !== undefined) return by
  throw new TypeError(`advance takes '250ms', '60s', '1.5m', '2h' or milliseconds, got ${JSON.stringify(by)}`)
}
