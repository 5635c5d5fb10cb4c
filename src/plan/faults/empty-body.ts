import { replaceRange } from './frames.ts'
import { bodyEnd, bodyStart } from './point.ts'
import { NO_HEAD, headOf } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** A head, and a body without a byte. */
export function emptyBody(): WireFault {
  return (events) =>
    headOf(events) === undefined
      ? NO_HEAD
      : replaceRange(events, { from: bodyStart(events), to: bodyEnd(events) }, undefined)
}
