import type { FaultOrder } from '../../faults/fault-order.ts'
import { wholeBody } from './body-bytes.ts'
import { pointAfterFrames, tooShort } from './frames.ts'
import { pointAtByte, timeBefore } from './point.ts'
import type { Point } from './point.ts'
import { toolArgumentRanges } from './tool-arguments.ts'
import type { Events } from './wire-fault.ts'

/** Where a fault hits, and when, ms. */
export interface Position {
  readonly point: Point
  readonly at: number
}

/** The place that an order's options name, half of the body unless they do; a text says why the reply has no such place. */
export function locate(events: Events, { options }: FaultOrder): Position | string {
  const { after, chars, ms } = options
  if (typeof ms === 'number') return atTime(events, ms)
  const fraction = typeof options['fraction'] === 'number' ? options['fraction'] : 0.5
  const count = typeof chars === 'number' ? chars : undefined
  const point =
    options['in'] !== undefined
      ? inToolArguments(events, count, fraction)
      : typeof after === 'number'
        ? pointAfterFrames(events, after)
        : count === undefined
          ? pointAtByte(events, Math.floor(wholeBody(events).length * fraction))!
          : (pointAtByte(events, bytesOfChars(wholeBody(events), count) ?? -1) ?? 'the body is shorter')
  if (typeof point === 'number') return tooShort(point)
  if (typeof point === 'string') return point
  return { point, at: timeBefore(events, point) }
}

/** Before the first event that is due later. */
function atTime(events: Events, ms: number): Position | string {
  const index = events.findIndex((event) => event.at > ms)
  return index === -1 ? 'the reply is over by then' : { point: { index, offset: 0 }, at: ms }
}

function inToolArguments(events: Events, chars: number | undefined, fraction: number): Point | string {
  const ranges = toolArgumentRanges(wholeBody(events))
  const total = ranges.reduce((sum, [from, to]) => sum + to - from, 0)
  if (total === 0) return 'the reply has no tool arguments'
  let left = chars ?? Math.floor(total * fraction)
  for (const [from, to] of ranges) {
    if (left < to - from) return pointAtByte(events, from + left)!
    left -= to - from
  }
  const [, end = 0] = ranges.at(-1) ?? []
  return left === 0 ? pointAtByte(events, end)! : `the tool arguments have only ${total} characters`
}

/** How many bytes the first characters take; undefined when there are fewer. */
function bytesOfChars(bytes: Uint8Array, chars: number): number | undefined {
  let seen = 0
  for (const [index, byte] of bytes.entries()) {
    if ((byte & 0xc0) === 0x80) continue
    if (seen === chars) return index
    seen++
  }
  return seen === chars ? bytes.length : undefined
}
