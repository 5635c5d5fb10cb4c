import { reasonPhrase } from '../../../fasthttp/reason-phrase.ts'
import { numberOf, textOf } from '../../../faults/fault-order.ts'
import type { FaultOrder } from '../../../faults/fault-order.ts'
import type { HeaderList } from '../../../message/headers.ts'
import { headerOf } from '../wire-fault.ts'
import type { Events, WireFault } from '../wire-fault.ts'

/** An answer that the proxy made itself, in the place of the gateway's. */
export function ownAnswer(order: FaultOrder): WireFault {
  const status = numberOf(order, 'status', 502)
  const kind = textOf(order, 'body', 'html') as keyof typeof BODIES
  const { type, body } = BODIES[kind]
  const text = kind === 'empty' ? '' : textOf(order, 'text', body(status))
  return (events) => answer(events, order, status, type, text)
}

/** Nothing of the gateway's answer is left but its success. */
export function emptyOk(order: FaultOrder): WireFault {
  return (events) => answer(events, order, 200, undefined, '')
}

/** It comes when the gateway's would have begun, or so many ms after the request. */
function answer(
  events: Events,
  order: FaultOrder,
  status: number,
  type: string | undefined,
  text: string,
): Events {
  const { ms } = order.options
  const at = typeof ms === 'number' ? ms : events[0]!.at
  const date = headerOf(events, 'date')
  const headers: HeaderList = [
    ...(date === undefined ? [] : [['Date', date] as const]),
    ...(type === undefined ? [] : [['Content-Type', type] as const]),
    ['Content-Length', String(Buffer.byteLength(text))],
  ]
  const body: Events = text === '' ? [] : [{ at, kind: 'body', data: text }]
  return [{ at, kind: 'head', status, headers, framing: 'length' }, ...body, { at, kind: 'end' }]
}

const BODIES = {
  html: { type: 'text/html', body: page },
  text: { type: 'text/plain; charset=utf-8', body: reasonPhrase },
  empty: { type: undefined, body: () => '' },
} as const

function page(status: number): string {
  const title = `${status} ${reasonPhrase(status)}`
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
}
