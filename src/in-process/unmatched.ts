import type { Emulator } from '../exchange/emulator.ts'
import type { JournalCall, JournalEntry } from '../journal/entry.ts'
import { explainMiss } from '../scenario/match/explain-miss.ts'
import type { NearMiss } from '../scenario/match/explain-miss.ts'

/** What each request that no scenario matched asked, and the rules that came nearest, as text for people. */
export function unmatchedRequests(emulator: Emulator, entries: readonly JournalEntry[]): readonly string[] {
  return entries.flatMap((entry) => {
    const call = entry.calls.find((it) => isUnmatched(entry, it))
    return call === undefined ? [] : [report(emulator, entry, call)]
  })
}

/** An ordered error and a limit take the place of the scenarios. */
function isUnmatched(entry: JournalEntry, { rule, limited }: JournalCall): boolean {
  const isOrdered = entry.ordered?.error !== undefined || entry.request.headers.has('x-emulator-error')
  return rule === undefined && limited === undefined && !isOrdered
}

function report(emulator: Emulator, entry: JournalEntry, { request }: JournalCall): string {
  const session = emulator.deployment.sessions.get(entry.session, entry.at)
  const context = {
    calls: ({ name }: { name: string }) => session.calls.of(name),
    state: session.state,
  }
  const misses = explainMiss(emulator.book, request, context, emulator.book.rules.length)
    .filter(({ failed }) => failed.path !== 'session')
    .slice(0, MOST_SHOWN)
  const last = request.messages.findLast(({ role }) => role === 'user')?.text ?? ''
  const lines = [
    `no scenario matches the request ${entry.id}: ${cut(JSON.stringify(last))} to ${request.deployment}`,
    ...misses.map(nearMiss),
    ...(misses.length === 0 ? ['  there are no scenarios that could'] : []),
  ]
  return lines.join('\n')
}

const MOST_SHOWN = 3
const MOST_CHARS = 120

function nearMiss({ rule, failed: { path, expected, actual, hint } }: NearMiss): string {
  const place = rule.runtime === undefined ? ` (${rule.file}:${rule.line}:${rule.column})` : ''
  const why = `${path}: expected ${expected}, got ${actual}${hint === undefined ? '' : `; ${hint}`}`
  return `  "${rule.name}"${place}: ${why}`
}

function cut(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS - 1)}…` : text
}
