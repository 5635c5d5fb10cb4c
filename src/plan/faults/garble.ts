import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { bytesBetween, frameRange, replaceRange, tooShort } from './frames.ts'
import { isStream } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** One frame loses the second half of its JSON, or says `text` instead; it is still a frame. A whole body counts as one frame. */
export function garble(order: FaultOrder): WireFault {
  const { text } = order.options
  return (events) => {
    const stream = isStream(events)
    const range = frameRange(events, numberOf(order, 'after', stream ? 1 : 0))
    if (typeof range === 'number') return tooShort(range)
    const frame = Buffer.from(bytesBetween(events, range))
    const broken =
      text === undefined
        ? half(frame, stream)
        : Buffer.from(stream ? `data: ${String(text)}\n\n` : String(text))
    return replaceRange(events, range, broken)
  }
}

function half(frame: Buffer, stream: boolean): Uint8Array {
  if (!stream) return frame.subarray(0, Math.floor(frame.length / 2))
  const begin = Math.max(0, frame.indexOf('data:')) + 'data:'.length
  const kept = begin + Math.floor((frame.length - begin) / 2)
  return Buffer.concat([frame.subarray(0, kept), Buffer.from('\n\n')])
}
