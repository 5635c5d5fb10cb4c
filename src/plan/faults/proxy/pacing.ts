import { numberOf } from '../../../faults/fault-order.ts'
import type { FaultOrder } from '../../../faults/fault-order.ts'
import { wholeBody } from '../body-bytes.ts'
import { merge } from '../merge.ts'
import { NO_HEAD, NO_STREAM, headOf, isStream } from '../wire-fault.ts'
import type { WireFault } from '../wire-fault.ts'

/** Head and body leave together, when all of it is there. */
export function oneRead(_order: FaultOrder): WireFault {
  return (events) => {
    const head = headOf(events)
    if (head === undefined) return NO_HEAD
    const last = events.at(-1)!
    const { at } = last
    const data = wholeBody(events)
    return [{ ...head, at }, ...(data.length === 0 ? [] : [{ at, kind: 'body', data } as const]), last]
  }
}

/** What was due while the first byte was held back comes with it; behind it two events at a time. */
export function pairs(order: FaultOrder): WireFault {
  const held = numberOf(order, 'ms', 200)
  return (events, random, asked) => {
    if (!isStream(events)) return NO_STREAM
    const paired = merge({ name: 'merge', options: { frames: 2 } })(events, random, asked)
    if (typeof paired === 'string') return paired
    const first = headOf(events)!.at + held
    return paired.map((event) => ({ ...event, at: Math.max(event.at, first) }))
  }
}
