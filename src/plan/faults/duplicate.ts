import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { bytesBetween, frameRange, replaceRange, tooShort } from './frames.ts'
import { NO_STREAM, isStream } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** One frame comes twice. */
export function duplicate(order: FaultOrder): WireFault {
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    const range = frameRange(events, numberOf(order, 'after', 1))
    if (typeof range === 'number') return tooShort(range)
    return replaceRange(events, { from: range.to, to: range.to }, bytesBetween(events, range))
  }
}
