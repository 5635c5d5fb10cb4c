import { numberOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { wholeBody } from './body-bytes.ts'
import { NO_HEAD, headOf, withHead } from './wire-fault.ts'
import type { Events, WireFault } from './wire-fault.ts'

/**
 * `Content-Length` differs from the body by so many bytes; a stream gets one in place of its chunks. Where it promises
 * more than comes, the connection closes after the body, or the client would wait for ever.
 */
export function wrongLength(order: FaultOrder): WireFault {
  const by = numberOf(order, 'by', 10)
  return (events) => {
    if (headOf(events) === undefined) return NO_HEAD
    const length = Math.max(0, wholeBody(events).length + by)
    const changed: Events = withHead(events, (head) => ({
      ...head,
      framing: 'length',
      headers: [
        ...head.headers.filter(([name]) => !/^(content-length|transfer-encoding)$/i.test(name)),
        ['Content-Length', String(length)] as const,
      ],
    }))
    const last = changed.at(-1)!
    return last.kind === 'end' && by > 0 ? [...changed.slice(0, -1), { at: last.at, kind: 'cut' }] : changed
  }
}
