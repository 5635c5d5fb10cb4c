import type { ClientFact } from '../client-facts/client-facts.ts'
import { formsOf } from '../client-facts/forms.ts'
import type { WireEvent } from '../plan/plan.ts'
import { plannedBody, sentBody } from './answer.ts'
import type { JournalEntry } from './entry.ts'
import { MOST_EVENTS } from './journal.ts'

/** The forms of an answer that real clients misread; of one that was not sent, those that it would have. */
export function misreadForms(entry: JournalEntry): readonly ClientFact[] {
  const state = `${entry.sent?.ended} ${entry.sending?.size}`
  const known = read.get(entry)
  if (known?.state === state) return known.forms
  const forms = formsIn(entry)
  read.set(entry, { state, forms })
  return forms
}

/** An answer is read once, and again when more of it has left. */
const read = new WeakMap<JournalEntry, { readonly state: string; readonly forms: readonly ClientFact[] }>()

function formsIn(entry: JournalEntry): readonly ClientFact[] {
  const { planned, calls } = entry
  const status = planned?.status
  if (status === undefined || calls.length === 0) return []
  // Its frames will not be kept either: who asks is not to wait for them.
  if (planned!.frames > MOST_EVENTS) return []
  const { events } = entry
  if (events === undefined) return []
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
