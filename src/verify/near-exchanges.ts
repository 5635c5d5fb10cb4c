import type { JournalEntry } from '../journal/entry.ts'
import { summaryOf } from '../journal/summary.ts'
import type { Wanted } from './check.ts'
import { missOf } from './fit.ts'
import type { NearExchange } from './check-result.ts'

const MOST_INSTEAD = 5

/** The exchanges that came nearest to what was wanted. */
export function nearest(wanted: Wanted, entries: readonly JournalEntry[]): readonly NearExchange[] {
  return entries
    .flatMap((entry) => {
      const miss = missOf(wanted, entry)
      return miss === undefined ? [] : [{ entry, miss }]
    })
    .sort((a, b) => b.miss.nearness - a.miss.nearness)
    .slice(0, MOST_INSTEAD)
    .map(({ entry, miss }) => ({ ...exchangeView(entry), failed: miss.failed }))
}

export function exchangeView(entry: JournalEntry): NearExchange {
  return { exchange: entry.id, at: new Date(entry.at).toISOString(), request: summaryOf(entry) }
}
