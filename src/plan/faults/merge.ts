import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { bytesBetween } from './frames.ts'
import { bodyEnd, bodyStart, frameEnds, timeBefore } from './point.ts'
import type { Point } from './point.ts'
import { NO_STREAM, isStream } from './wire-fault.ts'
import type { Events, WireFault } from './wire-fault.ts'

/** So many `frames` at a time leave as one piece, when the last of them is due. */
export function merge(order: FaultOrder): WireFault {
  const frames = numberOf(order, 'frames', 2)
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    const start = bodyStart(events)
    const body = joined(events, start, groupEnds(events, frames))
    return [...events.slice(0, start.index), ...body, events.at(-1)!]
  }
}

function groupEnds(events: Events, frames: number): readonly Point[] {
  const ends = [...frameEnds(events)].filter((_end, index) => (index + 1) % frames === 0)
  const last = ends.at(-1)
  const end = bodyEnd(events)
  return last?.index === end.index && last.offset === end.offset ? ends : [...ends, end]
}

function joined(events: Events, start: Point, ends: readonly Point[]): Events {
  let from = start
  return ends.flatMap((to) => {
    const range = { from, to }
    from = to
    const data = bytesBetween(events, range)
    return data.length === 0 ? [] : [{ at: timeBefore(events, to), kind: 'body' as const, data }]
  })
}
