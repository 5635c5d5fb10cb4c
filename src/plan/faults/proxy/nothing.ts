import type { FaultOrder } from '../../../faults/fault-order.ts'
import { NO_HEAD, headOf } from '../wire-fault.ts'
import type { WireFault } from '../wire-fault.ts'

/** The head comes, and where the answer would have ended the connection closes. */
export function headOnly(_order: FaultOrder): WireFault {
  return (events) => {
    const head = headOf(events)
    return head === undefined ? NO_HEAD : [head, { at: events.at(-1)!.at, kind: 'cut' }]
  }
}

/** Nothing comes at all; where the answer would have ended the connection closes. */
export function noByte(_order: FaultOrder): WireFault {
  return (events) => [{ at: events.at(-1)!.at, kind: 'cut' }]
}
