import type { FaultOrder } from '../../faults/fault-order.ts'
import { replaceRange } from './frames.ts'
import { bodyEnd } from './point.ts'
import { locate } from './position.ts'
import type { WireFault } from './wire-fault.ts'

/** The body is shorter, and the message says that this is all: a true length, a clean end. */
export function truncate(order: FaultOrder): WireFault {
  return (events) => {
    const position = locate(events, order)
    if (typeof position === 'string') return position
    return replaceRange(events, { from: position.point, to: bodyEnd(events) }, undefined)
  }
}
