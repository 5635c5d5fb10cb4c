import { numberOf, textOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { addLength } from './body-bytes.ts'
import { bodyStart, frameEnds, splitAt, timeBefore } from './point.ts'
import type { Point } from './point.ts'
import { NO_STREAM, headOf, isStream } from './wire-fault.ts'
import type { Events, WireFault } from './wire-fault.ts'

/** A comment stands before every so many frames, or comes every so many ms; a client has to skip it. */
export function heartbeat(order: FaultOrder): WireFault {
  const comment = Buffer.from(`: ${textOf(order, 'text', 'ping').replaceAll(/[\r\n]+/g, ' ')}\n\n`)
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    const { ms } = order.options
    const beats = typeof ms === 'number' ? timed(events, ms) : counted(events, numberOf(order, 'every', 1))
    if (beats.length === 0) return 'the reply is over by then'
    // From the last to the first: the places before a change stay where they are.
    return beats.toReversed().reduce<Events>((changed, { place, at }) => {
      const { before, after } = splitAt(changed, place)
      return addLength([...before, { at, kind: 'body', data: comment }, ...after], comment.length)
    }, events)
  }
}

/** Where a comment stands, and when it leaves, ms. */
interface Beat {
  readonly place: Point
  readonly at: number
}

const MOST_BEATS = 10_000

function counted(events: Events, every: number): readonly Beat[] {
  const starts = [bodyStart(events), ...frameEnds(events)].slice(0, -1)
  return starts
    .filter((_place, index) => index % every === 0)
    .map((place) => ({ place, at: events[place.index]!.at }))
}

/** From the head to the end; one that is due inside a frame waits for the frame. */
function timed(events: Events, ms: number): readonly Beat[] {
  const places = [bodyStart(events), ...frameEnds(events)]
  const beats: Beat[] = []
  let next = 0
  for (let at = headOf(events)!.at + ms; beats.length < MOST_BEATS; at += ms) {
    while (next < places.length && events[places[next]!.index]!.at <= at) next++
    const place = places[next]
    if (place === undefined) break
    beats.push({ place, at: Math.max(at, timeBefore(events, place)) })
  }
  return beats
}
