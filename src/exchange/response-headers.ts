import { headerText } from '../message/header-text.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { traceIdOf } from '../journal/trace-id.ts'
import type { PlanPart } from '../plan/plan.ts'
import { ReadyHead } from '../plan/ready-head.ts'

type Events = readonly PlanPart[]

/** Adds the emulator's own response headers, before the header of the connection. */
export function withHeaders(events: Events, entry: JournalEntry): Events {
  const [first] = events
  if (first?.kind !== 'head') return events
  const changed = events.slice()
  if (first instanceof ReadyHead) {
    const own: (readonly [string, string])[] = []
    addOwn(own, entry)
    changed[0] = first.withOwn(own)
    return changed
  }
  const { at, kind, status, framing } = first
  const headers = first.headers.slice()
  const last = headers.at(-1)?.[0] === 'Connection' ? headers.pop() : undefined
  addOwn(headers, entry)
  if (last !== undefined) headers.push(last)
  changed[0] = { at, kind, status, headers, framing }
  return changed
}

function addOwn(headers: (readonly [string, string])[], entry: JournalEntry): void {
  headers.push(['x-emulator-exchange', entry.id])
  if (entry.seed !== undefined) headers.push(['x-emulator-seed', String(entry.seed)])
  const rule = entry.calls.at(-1)?.rule
  if (rule !== undefined) headers.push(['x-emulator-scenario', headerText(rule)])
  const trace = traceIdOf(entry)
  if (trace !== undefined) headers.push(['x-emulator-trace-id', trace])
  if (entry.hint !== undefined) headers.push(['x-emulator-hint', entry.hint.replace(/[^\x20-\x7e]/g, '?')])
  if (entry.line !== undefined && entry.request.headers.has('x-emulator-gateway'))
    headers.push(['x-emulator-gateway', entry.line])
}
