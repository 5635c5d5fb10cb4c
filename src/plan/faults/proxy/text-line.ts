import { numberOf, textOf } from '../../../faults/fault-order.ts'
import type { FaultOrder } from '../../../faults/fault-order.ts'
import { addLength, wholeBody } from '../body-bytes.ts'
import { frameCount, pointAfterFrames, tooShort } from '../frames.ts'
import { splitAt, timeBefore } from '../point.ts'
import type { Point } from '../point.ts'
import { NO_STREAM, isStream } from '../wire-fault.ts'
import type { WireFault } from '../wire-fault.ts'

/** The gateway's connection broke, and the proxy writes into the stream what it would have answered before it. */
export function textLine(order: FaultOrder): WireFault {
  return (events, _random, { host, target }) => {
    if (!isStream(events)) return NO_STREAM
    const frames = frameCount(events)
    const after = numberOf(order, 'after', Math.floor(frames / 2))
    if (after > frames) return tooShort(frames)
    const point = pointAfterFrames(events, after) as Point
    const { before, after: rest } = splitAt(events, point)
    const at = Math.max(events[0]!.at, timeBefore(events, point))
    // In the words of http-proxy-middleware.
    const line = textOf(order, 'text', `Error occurred while trying to proxy: ${host}${target}`)
    return addLength(
      [...before, { at, kind: 'body', data: line }, { at, kind: 'end' }],
      Buffer.byteLength(line) - wholeBody(rest).length,
    )
  }
}
