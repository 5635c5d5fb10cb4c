import { splitTarget } from '../message/target.ts'
import { lastUserText } from '../request/chat-request.ts'
import { requestsOf } from './asked.ts'
import type { JournalEntry } from './entry.ts'
import { outcomeOf } from './outcome.ts'
import { hideKeys } from './secrets.ts'

const MOST_TEXT = 80

/** An exchange in a line: `gpt-4o "Tell me a joke" → 200, client-left`. */
export function summaryOf(entry: JournalEntry): string {
  const { status, ended } = outcomeOf(entry)
  return `${askedOf(entry)} → ${status ?? 'no answer'}${ended === 'end' ? '' : `, ${ended}`}`
}

/** What was asked, in a few words: `gpt-4o "Tell me a joke"`, or method and path where no deployment was named. */
export function askedOf(entry: JournalEntry): string {
  const { method, target } = entry.request
  const { deployment } = outcomeOf(entry)
  if (deployment === undefined || method !== 'POST') return `${method} ${splitTarget(target)[0]}`
  return `${deployment} ${quoted(lastUserText(requestsOf(entry).at(-1)!))}`
}

/** Longer than what is shown, so that a key at its end is seen whole. */
const MOST_SEEN = 400

function quoted(text: string): string {
  const shown = hideKeys(text.slice(0, MOST_SEEN))
  return JSON.stringify(shown.length > MOST_TEXT ? `${shown.slice(0, MOST_TEXT - 1)}…` : shown)
}
