import { numberOf } from '../../../faults/fault-order.ts'
import type { FaultOrder } from '../../../faults/fault-order.ts'
import { wholeBody } from '../body-bytes.ts'
import { frameCount, pointAfterFrames, tooShort } from '../frames.ts'
import { pointAtByte, splitAt, timeBefore } from '../point.ts'
import type { Point } from '../point.ts'
import { NO_HEAD, headOf, isStream } from '../wire-fault.ts'
import type { Head } from '../../head.ts'
import type { Events, WireFault } from '../wire-fault.ts'
import { reframed } from './framing.ts'

/** Behind some events a last chunk says that this is all. */
export function cutChunked(order: FaultOrder): WireFault {
  return cleanCut(order, ({ head, body, at }) => [reframed(head, 'chunked'), ...body, { at, kind: 'end' }])
}

/** The length is known because the proxy has waited for all that came: it leaves in one piece. */
export function cutLength(order: FaultOrder): WireFault {
  return cleanCut(order, ({ head, body, at }) => {
    const data = wholeBody(body)
    return [reframed(head, data.length, at), { at, kind: 'body', data }, { at, kind: 'end' }]
  })
}

/** Without framing the close of the connection is the end of the body, whatever it was before the proxy. */
export function cutClose(order: FaultOrder): WireFault {
  return cleanCut(order, ({ head, body, at }) => [reframed(head, 'none'), ...body, { at, kind: 'end' }])
}

/** What came through. `at`: when it was cut, ms. */
interface Rest {
  readonly head: Head
  readonly body: Events
  readonly at: number
}

function cleanCut(order: FaultOrder, ended: (rest: Rest) => Events): WireFault {
  return (events) => {
    const head = headOf(events)
    if (head === undefined) return NO_HEAD
    const point = placeOf(events, order)
    if (typeof point === 'string') return point
    const { before } = splitAt(events, point)
    const body = before.filter(({ kind }) => kind === 'body')
    return ended({ head, body, at: Math.max(head.at, timeBefore(events, point)) })
  }
}

/** Behind so many events of a stream; half of a whole body. What is left over must be something. */
function placeOf(events: Events, order: FaultOrder): Point | string {
  if (!isStream(events)) {
    const { length } = wholeBody(events)
    return length === 0 ? 'the answer has no body' : pointAtByte(events, Math.floor(length / 2))!
  }
  const frames = frameCount(events)
  const after = numberOf(order, 'after', Math.floor(frames / 2))
  return after < frames ? (pointAfterFrames(events, after) as Point) : tooShort(frames)
}
