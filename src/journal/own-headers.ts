import { headerText } from '../message/header-text.ts'
import { readTraceParent } from '../message/trace-context.ts'
import type { JournalEntry } from './entry.ts'
import type { PlanPart } from '../plan/plan.ts'
import type { Head } from '../plan/head.ts'
import { headersIn, ReadyHead } from '../plan/ready-head.ts'

type Events = readonly PlanPart[]

/** Adds the emulator's own response headers, before the header of the connection. */
export function withHeaders(events: Events, entry: JournalEntry): Events {
  const [first] = events
  if (first?.kind !== 'head') return events
  const changed = events.slice()
  changed[0] = withLines(first, ownLines(entry))
  return changed
}

function withLines(head: Head, lines: string): Head {
  if (head instanceof ReadyHead) return head.withOwn(lines)
  const { at, kind, status, framing } = head
  const headers = head.headers.slice()
  const last = headers.at(-1)?.[0] === 'Connection' ? headers.pop() : undefined
  headers.push(...headersIn(lines))
  if (last !== undefined) headers.push(last)
  return { at, kind, status, headers, framing }
}

/** The emulator's own headers, each as a line with its end. */
function ownLines(entry: JournalEntry): string {
  const { id, seed, calls, hint, line, request } = entry
  let lines = `x-emulator-exchange: ${id}\r\n`
  if (seed !== undefined) lines += `x-emulator-seed: ${seed}\r\n`
  const rule = calls.at(-1)?.rule
  if (rule !== undefined) lines += `x-emulator-scenario: ${headerText(rule)}\r\n`
  // Of the client: an answer left before the emulator had a trace of its own for it.
  const trace = readTraceParent(request.headers)?.traceId
  if (trace !== undefined) lines += `x-emulator-trace-id: ${trace}\r\n`
  if (hint !== undefined) lines += `x-emulator-hint: ${hint.replace(/[^\x20-\x7e]/g, '?')}\r\n`
  if (line !== undefined && request.headers.has('x-emulator-gateway'))
    lines += `x-emulator-gateway: ${line}\r\n`
  return lines
}
