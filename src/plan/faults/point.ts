import { bytesOf } from './body-bytes.ts'
import { isStream } from './wire-fault.ts'
import type { BodyEvent, Events } from './wire-fault.ts'

/** A place in a plan: before byte `offset` of event `index`; only a body event has an offset above 0. */
export interface Point {
  readonly index: number
  readonly offset: number
}

/** The first place of the body, behind the head. */
export function bodyStart(events: Events): Point {
  const index = events.findIndex((event) => event.kind !== 'head')
  return { index, offset: 0 }
}

/** The last place: before the ending. */
export function bodyEnd(events: Events): Point {
  return { index: events.length - 1, offset: 0 }
}

/** Before byte `offset` of the whole body; undefined when there is none. */
export function pointAtByte(events: Events, offset: number): Point | undefined {
  if (offset < 0) return undefined
  if (offset === 0) return bodyStart(events)
  let left = offset
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'body') continue
    const { length } = bytesOf(event)
    if (left <= length) return left === length ? { index: index + 1, offset: 0 } : { index, offset: left }
    left -= length
  }
  return undefined
}

/** When what stands before a place has left, ms. */
export function timeBefore(events: Events, { index, offset }: Point): number {
  return (offset > 0 ? events[index] : events[index - 1])?.at ?? 0
}

/** The events before and after a place; a body event that it divides stands in both, a part of it each. */
export function splitAt(events: Events, { index, offset }: Point): { before: Events; after: Events } {
  if (offset === 0) return { before: events.slice(0, index), after: events.slice(index) }
  const divided = events[index] as BodyEvent
  const bytes = bytesOf(divided)
  return {
    before: [...events.slice(0, index), { ...divided, data: bytes.subarray(0, offset) }],
    after: [{ ...divided, data: bytes.subarray(offset) }, ...events.slice(index + 1)],
  }
}

/**
 * Where each frame ends, in order: an event of a stream with its blank line and the comments before it, or else the whole
 * body. Bytes are made only as far as they are asked for.
 */
export function* frameEnds(events: Events): Generator<Point, void> {
  if (!isStream(events)) {
    if (events.some((event) => event.kind === 'body')) yield bodyEnd(events)
    return
  }
  const scan = new FrameScan()
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'body') continue
    const bytes = bytesOf(event)
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
      if (!scan.line(bytes, at)) continue
      yield at + 1 === bytes.length ? { index: index + 1, offset: 0 } : { index, offset: at + 1 }
    }
    scan.rest(bytes)
  }
}

const LF = 10
const CR = 13
const COLON = 58

/** Reads lines that may be spread over pieces; a frame is over at a blank line behind one that is no comment. */
class FrameScan {
  #from = 0
  #length = 0
  #first = 0
  #filled = false

  /** Takes the line that ends at `end`; true when it ends a frame. */
  line(bytes: Uint8Array, end: number): boolean {
    this.#take(bytes, end)
    const isBlank = this.#length === 0 || (this.#length === 1 && this.#first === CR)
    if (!isBlank && this.#first !== COLON) this.#filled = true
    this.#length = 0
    this.#from = end + 1
    if (!isBlank || !this.#filled) return false
    this.#filled = false
    return true
  }

  /** Takes what follows the last line break of a piece. */
  rest(bytes: Uint8Array): void {
    this.#take(bytes, bytes.length)
    this.#from = 0
  }

  #take(bytes: Uint8Array, end: number): void {
    if (end > this.#from && this.#length === 0) this.#first = bytes[this.#from]!
    this.#length += end - this.#from
  }
}
