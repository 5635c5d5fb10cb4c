import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { later } from './delay.ts'
import { splitAt } from './point.ts'
import { locate } from './position.ts'
import type { WireFault } from './wire-fault.ts'

/** Silence of `for` ms at a place; what follows comes so much later. */
export function stall(order: FaultOrder): WireFault {
  const ms = numberOf(order, 'for', 1000)
  return (events) => {
    const position = locate(events, order)
    if (typeof position === 'string') return position
    const { before, after } = splitAt(events, position.point)
    return [...before, ...later(after, ms)]
  }
}
