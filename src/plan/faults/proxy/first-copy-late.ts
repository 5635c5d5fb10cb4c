import { numberOf } from '../../../faults/fault-order.ts'
import type { FaultOrder } from '../../../faults/fault-order.ts'
import { later } from '../delay.ts'
import type { WireFault } from '../wire-fault.ts'

/** A body that comes for the first time in its session is answered so many ms later; a copy of it as planned. */
export function firstCopyLate(order: FaultOrder): WireFault {
  const ms = numberOf(order, 'ms', 1000)
  return (events, _random, { earlier }) =>
    earlier === 0
      ? later(events, ms)
      : `the same request came ${earlier === 1 ? 'once' : `${earlier} times`} before`
}
