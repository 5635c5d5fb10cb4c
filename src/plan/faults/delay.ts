import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import type { Events, WireFault } from './wire-fault.ts'

/** The whole answer comes `ms` later. */
export function delay(order: FaultOrder): WireFault {
  const ms = numberOf(order, 'ms', 1000)
  return (events) => later(events, ms)
}

/** The same events, all `ms` later. */
export function later(events: Events, ms: number): Events {
  return events.map((event) => ({ ...event, at: event.at + ms }))
}
