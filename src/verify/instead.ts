import type { JournalEntry } from '../journal/entry.ts'
import { summaryOf } from '../journal/summary.ts'
import type { FailedCondition } from '../scenario/match/explain-miss.ts'
import type { Wanted } from './check.ts'
import { missOf } from './fit.ts'

/** An exchange that came in place of what was wanted. */
export interface Instead {
  readonly exchange: string
  readonly at: string
  /** The request in a line. */
  readonly request: string
  /** The first condition that failed. */
  readonly failed?: FailedCondition
}

const MOST_INSTEAD = 5

/** The exchanges that came nearest to what was wanted. */
export function insteadOf(wanted: Wanted, entries: readonly JournalEntry[]): readonly Instead[] {
  return entries
    .flatMap((entry) => {
      const miss = missOf(wanted, entry)
      return miss === undefined ? [] : [{ entry, miss }]
    })
    .sort((a, b) => b.miss.nearness - a.miss.nearness)
    .slice(0, MOST_INSTEAD)
    .map(({ entry, miss }) => ({ ...insteadView(entry), failed: miss.failed }))
}

export function insteadView(entry: JournalEntry): Instead {
  return { exchange: entry.id, at: new Date(entry.at).toISOString(), request: summaryOf(entry) }
}
