import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { bytesOf } from './body-bytes.ts'
import type { BodyEvent, Events, WireFault } from './wire-fault.ts'

/** The body leaves in writes of `bytes` bytes, wherever that divides a character, a JSON string or a frame. */
export function slice(order: FaultOrder): WireFault {
  const size = numberOf(order, 'bytes', 1)
  return (events) =>
    events.flatMap((event): Events => (event.kind === 'body' ? sliced(event, size) : [event]))
}

/** One body event in parts of `size` bytes, each of which leaves in a write of its own. */
export function sliced(event: BodyEvent, size: number): readonly BodyEvent[] {
  const bytes = bytesOf(event)
  const parts: BodyEvent[] = []
  for (let from = 0; from < bytes.length; from += size)
    parts.push({ ...event, data: bytes.subarray(from, from + size), apart: true })
  return parts
}
