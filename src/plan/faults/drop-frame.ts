import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { frameRange, replaceRange, tooShort } from './frames.ts'
import { NO_STREAM, isStream } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** One frame is missing. */
export function dropFrame(order: FaultOrder): WireFault {
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    const range = frameRange(events, numberOf(order, 'after', 1))
    return typeof range === 'number' ? tooShort(range) : replaceRange(events, range, undefined)
  }
}
