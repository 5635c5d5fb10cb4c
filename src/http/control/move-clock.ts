import type { ManualClock } from '../../play/manual-clock.ts'
import { MOST_MS } from './read-clock-order.ts'
import type { ClockOrder } from './read-clock-order.ts'

/** Carries an order out, once as many wait as it asks for. Settles with why not, where they do not come in time. */
export async function moveClock(clock: ManualClock, order: ClockOrder): Promise<string | undefined> {
  const { move: how, waitFor, withinMs } = order
  if (waitFor > 0 && !(await clock.untilWaiting(waitFor, withinMs)))
    return `${clock.waiting} of ${waitFor} exchanges wait after ${withinMs} ms; the clock was not moved`
  if (how.kind === 'by') await clock.advance(how.ms)
  else if (how.kind === 'next') await clock.advanceToNext()
  else if (how.kind === 'idle') await clock.advanceToIdle(MOST_MS)
  return undefined
}
