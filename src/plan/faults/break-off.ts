import type { FaultOrder } from '../../faults/fault-order.ts'
import { splitAt } from './point.ts'
import { locate } from './position.ts'
import type { WireFault } from './wire-fault.ts'

/** The answer ends at a place: by FIN (`cut`), by RST (`reset`), or in silence (`hang`). Nothing behind it is sent. */
export function breakOff(how: 'cut' | 'reset' | 'hang'): (order: FaultOrder) => WireFault {
  return (order) => (events) => {
    const position = locate(events, order)
    if (typeof position === 'string') return position
    const { before } = splitAt(events, position.point)
    return [...before, { at: position.at, kind: how }]
  }
}
