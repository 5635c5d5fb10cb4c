import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { NOT_ASKED } from './upstream-fault.ts'
import type { UpstreamFault } from './upstream-fault.ts'

/** The deployment answers, or fails, `ms` later. */
export function upstreamDelay(order: FaultOrder): UpstreamFault {
  const ms = numberOf(order, 'ms', 1000)
  return (turn) => {
    if (turn.kind === 'none') return { ...turn, at: turn.at + ms }
    if (turn.kind !== 'answer') return NOT_ASKED
    return {
      ...turn,
      headAt: turn.headAt + ms,
      body: turn.body.map((piece) => ({ ...piece, at: piece.at + ms })),
      endAt: turn.endAt + ms,
    }
  }
}
