import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { bytesBetween, frameRange, replaceRange, tooShort } from './frames.ts'
import { NO_STREAM, isStream } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** A frame comes behind the one that follows it. */
export function swap(order: FaultOrder): WireFault {
  const after = numberOf(order, 'after', 1)
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    const first = frameRange(events, after)
    const second = frameRange(events, after + 1)
    if (typeof first === 'number') return tooShort(first)
    if (typeof second === 'number') return tooShort(second)
    // The later one first: its places hold until it is changed.
    const changed = replaceRange(events, second, bytesBetween(events, first))
    const place = frameRange(changed, after)
    return typeof place === 'number' ? changed : replaceRange(changed, place, bytesBetween(events, second))
  }
}
