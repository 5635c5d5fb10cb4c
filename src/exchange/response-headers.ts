import { headerText } from '../message/header-text.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { traceIdOf } from '../journal/trace-id.ts'
import type { PlanPart } from '../plan/plan.ts'
import type { HeaderList } from '../message/headers.ts'

type Events = readonly PlanPart[]

/** Adds the emulator's own response headers, before the header of the connection. */
export function withHeaders(events: Events, entry: JournalEntry): Events {
  return changeHead(events, (headers) => {
    const own: [string, string][] = [['x-emulator-exchange', entry.id]]
    if (entry.seed !== undefined) own.push(['x-emulator-seed', String(entry.seed)])
    const rule = entry.calls.at(-1)?.rule
    if (rule !== undefined) own.push(['x-emulator-scenario', headerText(rule)])
    const trace = traceIdOf(entry)
    if (trace !== undefined) own.push(['x-emulator-trace-id', trace])
    if (entry.hint !== undefined) own.push(['x-emulator-hint', entry.hint.replace(/[^\x20-\x7e]/g, '?')])
    if (entry.line !== undefined && entry.request.headers.has('x-emulator-gateway'))
      own.push(['x-emulator-gateway', entry.line])
    const last = headers.at(-1)
    return last?.[0] === 'Connection' ? [...headers.slice(0, -1), ...own, last] : [...headers, ...own]
  })
}

function changeHead(events: Events, change: (headers: HeaderList) => HeaderList): Events {
  const [first] = events
  if (first?.kind !== 'head') return events
  const changed = events.slice()
  const { at, kind, status, framing } = first
  changed[0] = { at, kind, status, headers: change(first.headers), framing }
  return changed
}
