import type { FaultOrder } from '../../faults/fault-order.ts'
import { wholeBody } from './body-bytes.ts'
import { splitAt } from './point.ts'
import { locate } from './position.ts'
import { headOf } from './wire-fault.ts'
import type { Events, WireFault } from './wire-fault.ts'

/** The answer ends at a place: by FIN (`cut`), by RST (`reset`), or in silence (`hang`). Nothing behind it is sent. */
export function breakOff(how: 'cut' | 'reset' | 'hang'): (order: FaultOrder) => WireFault {
  return (order) => (events) => {
    const position = locate(events, order)
    if (typeof position === 'string') return position
    const { before, after } = splitAt(events, position.point)
    if (isWhole(events, after)) return 'the whole answer has come by then; say chars or fraction'
    return [...before, { at: position.at, kind: how }]
  }
}

/** Whether a client has all of it, by its length, before what comes after. */
function isWhole(events: Events, after: Events): boolean {
  return (
    headOf(events)?.framing === 'length' &&
    after.every(({ kind }) => kind !== 'head') &&
    wholeBody(after).length === 0 &&
    wholeBody(events).length > 0
  )
}
