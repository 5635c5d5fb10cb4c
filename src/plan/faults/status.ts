import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { NO_HEAD, headOf, withHead } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** Another HTTP status, everything else the same. */
export function status(order: FaultOrder): WireFault {
  const code = numberOf(order, 'code', 503)
  return (events) =>
    headOf(events) === undefined ? NO_HEAD : withHead(events, (head) => ({ ...head, status: code }))
}
