import type { FaultOrder } from '../../../faults/fault-order.ts'
import type { HeaderList } from '../../../message/headers.ts'
import { NO_HEAD, headOf, withHead } from '../wire-fault.ts'
import type { WireFault } from '../wire-fault.ts'

/** `content-type`. */
export function lowerCase(_order: FaultOrder): WireFault {
  return renamed((name) => name.toLowerCase())
}

/** `Content-Type`: as Go's net/textproto writes names. */
export function canonicalCase(_order: FaultOrder): WireFault {
  return renamed((name) => name.toLowerCase().replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase()))
}

/** Repeated ones as one, where the first of them stood. */
export function joined(_order: FaultOrder): WireFault {
  return changed((headers) => {
    const values = new Map<string, string[]>()
    for (const [name, value] of headers) {
      const key = name.toLowerCase()
      const known = values.get(key)
      if (known === undefined) values.set(key, [value])
      else known.push(value)
    }
    const told = new Set<string>()
    return headers.flatMap(([name, value]) => {
      const key = name.toLowerCase()
      if (key === 'set-cookie') return [[name, value] as const]
      if (told.has(key)) return []
      told.add(key)
      return [[name, values.get(key)!.join(', ')] as const]
    })
  })
}

function renamed(change: (name: string) => string): WireFault {
  return changed((headers) => headers.map(([name, value]) => [change(name), value] as const))
}

function changed(change: (headers: HeaderList) => HeaderList): WireFault {
  return (events) => {
    if (headOf(events) === undefined) return NO_HEAD
    return withHead(events, (head) => ({ ...head, headers: change(head.headers) }))
  }
}
