import { explainMatch } from '../scenario/match/explain-match.ts'
import { explainMiss } from '../scenario/match/explain-miss.ts'
import { contextOf } from './asked.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import type { Rule } from '../scenario/rule.ts'
import type { JournalCall, JournalEntry } from './entry.ts'

/**
 * Why this answer: for a scenario each of its conditions with what stood in the request; where none matched, the nearest ones
 * with the first condition that failed.
 */
export function whyAnswered(entry: JournalEntry): object {
  const { book, calls } = entry
  const call = calls.at(-1)
  if (call === undefined || book === undefined) return {}
  const rule = call.rule === undefined ? undefined : book.byName.get(call.rule)
  if (rule !== undefined) {
    return {
      near_misses: missesOf(book, call, rule),
      why: {
        at: `${rule.file}:${rule.line}:${rule.column}`,
        call: call.call ?? null,
        conditions: explainMatch(rule, call.request, contextOf(call)),
      },
    }
  }
  if (call.by === 'error' || call.by === 'limit') return {}
  return { near_misses: missesOf(book, call) }
}

function missesOf(book: ScenarioBook, call: JournalCall, answered?: Rule): readonly object[] {
  return explainMiss(book, call.request, contextOf(call))
    .filter(({ rule }) => rule !== answered)
    .map(({ rule, failed }) => ({
      scenario: rule.name,
      at: `${rule.file}:${rule.line}:${rule.column}`,
      ...failed,
    }))
}
