import type { ClientFact } from '../client-facts/client-facts.ts'
import { formsOf } from '../client-facts/forms.ts'
import type { WireEvent } from '../plan/plan.ts'
import { plannedBody, sentBody } from './answer.ts'
import type { JournalEntry } from './entry.ts'

/** The forms of an answer that real clients misread; of one that was not sent, those that it would have. */
export function misreadForms(entry: JournalEntry): readonly ClientFact[] {
  const isOver = entry.sent !== undefined
  const known = isOver ? read.get(entry) : undefined
  if (known !== undefined) return known
  const forms = formsIn(entry)
  if (isOver) read.set(entry, forms)
  return forms
}

/** An answer that is over is read once. */
const read = new WeakMap<JournalEntry, readonly ClientFact[]>()

function formsIn(entry: JournalEntry): readonly ClientFact[] {
  const { planned, events, calls } = entry
  const status = planned?.status
  if (status === undefined || events === undefined || calls.length === 0) return []
  const body = (entry.sending === undefined ? plannedBody(events) : sentBody(entry))?.toString('utf8') ?? ''
  return formsOf({ status, headers: planned?.headers ?? [], body, openMs: openMs(events) })
}

/** How long the connection is meant to stay open behind the last byte, ms. */
function openMs(events: readonly WireEvent[]): number {
  const end = events.at(-1)
  if (end?.kind === 'hang') return Infinity
  const last = events.findLast(({ kind }) => kind === 'body')
  return end === undefined || last === undefined ? 0 : end.at - last.at
}
