import type { FaultOrder } from '../../faults/fault-order.ts'
import { NOT_ASKED } from './upstream-fault.ts'
import type { UpstreamFault } from './upstream-fault.ts'

/** No connection at all. */
export function noConnection(why: 'refused' | 'dns'): (order: FaultOrder) => UpstreamFault {
  return () => (turn) =>
    turn.kind === 'answer' || turn.kind === 'none' ? { kind: 'none', why, at: 0 } : NOT_ASKED
}
