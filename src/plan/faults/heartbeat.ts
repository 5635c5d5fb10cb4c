import { numberOf, textOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { addLength } from './body-bytes.ts'
import { bodyStart, frameEnds, splitAt } from './point.ts'
import { NO_STREAM, isStream } from './wire-fault.ts'
import type { Events, WireFault } from './wire-fault.ts'

/** A comment stands before every so many frames; a client has to skip it. */
export function heartbeat(order: FaultOrder): WireFault {
  const every = numberOf(order, 'every', 1)
  const comment = Buffer.from(`: ${textOf(order, 'text', 'ping').replaceAll(/[\r\n]+/g, ' ')}\n\n`)
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    const starts = [bodyStart(events), ...frameEnds(events)].slice(0, -1)
    const places = starts.filter((_place, index) => index % every === 0)
    // From the last to the first: the places before a change stay where they are.
    return places.toReversed().reduce<Events>((changed, place) => {
      const { before, after } = splitAt(changed, place)
      return addLength(
        [...before, { at: after[0]!.at, kind: 'body', data: comment }, ...after],
        comment.length,
      )
    }, events)
  }
}
