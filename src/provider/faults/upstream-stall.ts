import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { eventPieces, isEventStream, tooFew } from './upstream-events.ts'
import { NOT_ASKED, NO_ANSWER } from './upstream-fault.ts'
import type { UpstreamFault } from './upstream-fault.ts'

/** The deployment is silent for `for` ms after some events, then goes on; a whole answer has its head, and its body so much later. */
export function upstreamStall(order: FaultOrder): UpstreamFault {
  const ms = numberOf(order, 'for', 1000)
  const after = numberOf(order, 'after', 1)
  return (turn) => {
    if (turn.kind !== 'answer') return turn.kind === 'none' ? NO_ANSWER : NOT_ASKED
    const isStream = isEventStream(turn)
    const pieces = isStream ? eventPieces(turn) : turn.body
    const spared = isStream ? after : 0
    if (pieces.length < spared) return tooFew(pieces.length)
    const body = pieces.map((piece, index) => (index < spared ? piece : { ...piece, at: piece.at + ms }))
    return { ...turn, body, endAt: turn.endAt + ms }
  }
}
