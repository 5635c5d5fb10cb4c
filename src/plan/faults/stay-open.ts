import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { NO_STREAM, isStream } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** Everything has come, `[DONE]` too, and the message ends so many ms later only. */
export function stayOpen(order: FaultOrder): WireFault {
  const ms = numberOf(order, 'ms', 5000)
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    const last = events.at(-1)!
    return [...events.slice(0, -1), { at: last.at + ms, kind: last.kind as 'end' }]
  }
}
