import { addLength, bytesOf } from './body-bytes.ts'
import { bodyStart, frameEnds, splitAt, timeBefore } from './point.ts'
import type { Point } from './point.ts'
import type { BodyEvent, Events } from './wire-fault.ts'

export interface Range {
  readonly from: Point
  readonly to: Point
}

/** Where the frame stands that `after` others come before; otherwise how many frames there are. */
export function frameRange(events: Events, after: number): Range | number {
  let from = bodyStart(events)
  let count = 0
  for (const to of frameEnds(events)) {
    if (count === after) return { from, to }
    from = to
    count++
  }
  return count
}

/** Behind the `after`-th frame; otherwise how many frames there are. */
export function pointAfterFrames(events: Events, after: number): Point | number {
  if (after === 0) return bodyStart(events)
  const range = frameRange(events, after - 1)
  return typeof range === 'number' ? range : range.to
}

/** How many frames there are. */
export function frameCount(events: Events): number {
  let count = 0
  for (const _end of frameEnds(events)) count++
  return count
}

export function bytesBetween(events: Events, { from, to }: Range): Uint8Array {
  const parts: Uint8Array[] = []
  for (let index = from.index; index <= to.index; index++) {
    const event = events[index]
    if (event?.kind !== 'body') continue
    const end = index === to.index ? to.offset : undefined
    parts.push(bytesOf(event).subarray(index === from.index ? from.offset : 0, end))
  }
  return Buffer.concat(parts)
}

/** Puts other bytes, or none, in the place of a range. They leave when the last of it would have; a length is kept true. */
export function replaceRange(events: Events, range: Range, data: Uint8Array | undefined): Events {
  const { before } = splitAt(events, range.from)
  const { after } = splitAt(events, range.to)
  const fresh: BodyEvent[] =
    data === undefined || data.length === 0 ? [] : [{ at: timeBefore(events, range.to), kind: 'body', data }]
  const removed = bytesBetween(events, range).length
  return addLength([...before, ...fresh, ...after], (data?.length ?? 0) - removed)
}

/** Why a fault has no effect on a reply that is too short for it. */
export function tooShort(frames: number): string {
  return `the reply has only ${frames} ${frames === 1 ? 'frame' : 'frames'}`
}
