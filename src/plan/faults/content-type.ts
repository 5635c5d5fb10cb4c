import { textOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { NO_HEAD, headOf, withHead } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** `Content-Type` says something else. */
export function contentType(order: FaultOrder): WireFault {
  const type = textOf(order, 'type', 'text/html').replaceAll(/[^\t\x20-\x7e]/g, '?')
  return (events) => {
    if (headOf(events) === undefined) return NO_HEAD
    return withHead(events, (head) => {
      const isType = (name: string) => name.toLowerCase() === 'content-type'
      const named = head.headers.some(([name]) => isType(name))
      const headers = head.headers.map(([name, value]) => [name, isType(name) ? type : value] as const)
      return { ...head, headers: named ? headers : [...headers, ['Content-Type', type] as const] }
    })
  }
}
