import type { FaultOrder } from '../../faults/fault-order.ts'
import { bodyBytes } from '../../contracts/upstream.ts'
import type { UpstreamAnswer, UpstreamEnding } from '../../contracts/upstream.ts'
import { eventPieces, isEventStream, tooFew } from './upstream-events.ts'
import { NOT_ASKED, NO_ANSWER } from './upstream-fault.ts'
import type { UpstreamFault } from './upstream-fault.ts'

/**
 * The deployment's connection breaks (`fin`, `reset`) or goes silent (`hang`) after some events; a whole body breaks in its
 * middle. Where the order does not say after how many: after `otherwise`, or before the first byte.
 */
export function upstreamBreak(
  how: Exclude<UpstreamEnding, 'end'>,
  otherwise?: number,
): (order: FaultOrder) => UpstreamFault {
  return ({ options }) =>
    (turn) => {
      if (turn.kind !== 'answer' && turn.kind !== 'none') return NOT_ASKED
      const given = options['after']
      const after = typeof given === 'number' ? given : otherwise
      if (after === undefined)
        return { kind: 'none', why: how, at: turn.kind === 'none' ? turn.at : turn.headAt }
      return turn.kind === 'none' ? NO_ANSWER : broken(turn, how, after)
    }
}

function broken(answer: UpstreamAnswer, ending: UpstreamEnding, after: number): UpstreamAnswer | string {
  if (!isEventStream(answer)) {
    const bytes = bodyBytes(answer.body)
    const data = bytes.subarray(0, Math.floor(bytes.length / 2))
    return { ...answer, body: [{ at: answer.endAt, data }], ending }
  }
  const events = eventPieces(answer)
  if (events.length < after) return tooFew(events.length)
  const body = events.slice(0, after)
  return { ...answer, body, ending, endAt: body.at(-1)?.at ?? answer.headAt }
}
