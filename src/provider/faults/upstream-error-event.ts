import { numberOf, textOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { eventPieces, isEventStream, tooFew } from './upstream-events.ts'
import { NOT_ASKED, NO_ANSWER, withBody } from './upstream-fault.ts'
import type { UpstreamFault } from './upstream-fault.ts'

/** After some events the deployment sends an error, and no more; a whole answer is that error with status 500. */
export function upstreamErrorEvent(order: FaultOrder): UpstreamFault {
  const after = numberOf(order, 'after', 0)
  const event = { error: errorOf(order) }
  return (turn) => {
    if (turn.kind !== 'answer') return turn.kind === 'none' ? NO_ANSWER : NOT_ASKED
    if (!isEventStream(turn)) return withBody(turn, 500, 'application/json', JSON.stringify(event))
    const events = eventPieces(turn)
    if (events.length < after) return tooFew(events.length)
    const at = events[after]?.at ?? turn.endAt
    return { ...turn, body: [...events.slice(0, after), { at, event }], ending: 'end', endAt: at }
  }
}

function errorOf(order: FaultOrder): object {
  return {
    message: textOf(
      order,
      'message',
      'The server had an error while processing your request. Sorry about that!',
    ),
    type: textOf(order, 'type', 'server_error'),
    param: null,
    code: order.options['code'] === undefined ? 500 : order.options['code'],
  }
}
