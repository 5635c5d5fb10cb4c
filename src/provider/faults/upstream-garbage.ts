import { numberOf, textOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { bodyBytes } from '../../contracts/upstream.ts'
import { eventPieces, isEventStream, tooFew } from './upstream-events.ts'
import { NOT_ASKED, NO_ANSWER } from './upstream-fault.ts'
import type { UpstreamFault } from './upstream-fault.ts'

/** After some events a line that is no JSON, then the rest; a whole answer loses the second half of its body. */
export function upstreamGarbage(order: FaultOrder): UpstreamFault {
  const after = numberOf(order, 'after', 1)
  const data = `data: ${textOf(order, 'text', '{"id":"chatcmpl-')}\n\n`
  return (turn) => {
    if (turn.kind !== 'answer') return turn.kind === 'none' ? NO_ANSWER : NOT_ASKED
    if (!isEventStream(turn)) {
      const bytes = bodyBytes(turn.body)
      const half = bytes.subarray(0, Math.floor(bytes.length / 2))
      return { ...turn, body: [{ at: turn.endAt, data: half }] }
    }
    const events = eventPieces(turn)
    if (events.length < after) return tooFew(events.length)
    const at = events[after]?.at ?? turn.endAt
    return { ...turn, body: [...events.slice(0, after), { at, data }, ...events.slice(after)] }
  }
}
