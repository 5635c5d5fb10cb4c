import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { sliced } from './slice.ts'
import type { WireFault } from './wire-fault.ts'

/** The body comes `bytes` bytes at a time with at least `ms` between them; nothing comes earlier than planned. */
export function drip(order: FaultOrder): WireFault {
  const size = numberOf(order, 'bytes', 16)
  const gap = numberOf(order, 'ms', 50)
  return (events) => {
    let next = 0
    return events.flatMap((event) => {
      const parts = event.kind === 'body' ? sliced(event, size) : [event]
      return parts.map((part) => {
        const at = part.kind === 'body' ? Math.max(part.at, next) : Math.max(part.at, next - gap)
        if (part.kind === 'body') next = at + gap
        return { ...part, at }
      })
    })
  }
}
