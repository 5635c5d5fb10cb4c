import { splitTarget } from '../gateway/gateway.ts'
import { lastUserText } from '../request/chat-request.ts'
import { requestsOf } from './asked.ts'
import type { JournalEntry } from './entry.ts'
import { outcomeOf } from './outcome.ts'
import { hideKeys } from './secrets.ts'

const MOST_TEXT = 80

/** An exchange in a line: `gpt-4o "Tell me a joke" → 200, client-left`. */
export function summaryOf(entry: JournalEntry): string {
  const { status, deployment, ended } = outcomeOf(entry)
  const { method, target } = entry.request
  const text = lastUserText(requestsOf(entry).at(-1)!)
  const asked =
    deployment === undefined ? `${method} ${splitTarget(target)[0]}` : `${deployment} ${quoted(text)}`
  return `${asked} → ${status ?? 'no answer'}${ended === 'end' ? '' : `, ${ended}`}`
}

function quoted(text: string): string {
  const shown = hideKeys(text)
  return JSON.stringify(shown.length > MOST_TEXT ? `${shown.slice(0, MOST_TEXT - 1)}…` : shown)
}
