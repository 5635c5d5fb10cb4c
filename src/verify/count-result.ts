import type { JournalEntry } from '../journal/entry.ts'
import type { CountCheck } from './check.ts'
import { missOf } from './fit.ts'
import { nearest, exchangeView } from './near-exchanges.ts'
import type { CheckResult } from './check-result.ts'

/** How many requests fit, and what came instead where they are too few. */
export function countResult(check: CountCheck, entries: readonly JournalEntry[]): CheckResult {
  const { wanted, atLeast, atMost, name } = check
  const fitting = entries.filter((entry) => missOf(wanted, entry) === undefined)
  const found = fitting.length
  const result = {
    ...(name === undefined ? {} : { name }),
    check: `${countText(check)}: ${wanted.text}`,
    found,
    requests: entries.length,
    exchanges: fitting.map(({ id }) => id),
  }
  if (found >= atLeast && found <= atMost) return { ok: true, ...result }
  const shown = found === 0 ? {} : { fitting: fitting.slice(-MOST_SHOWN).map(exchangeView) }
  if (found > atMost) {
    const problem = `${requests(found)} instead of ${countText(check)}`
    return { ok: false, ...result, problem, ...shown }
  }
  const problem =
    entries.length === 0
      ? `nothing was received at all, but ${countText(check)} expected`
      : `${requests(found)} of ${entries.length} instead of ${countText(check)}`
  return { ok: false, ...result, problem, ...shown, instead: nearest(wanted, entries) }
}

const MOST_SHOWN = 5

function countText({ atLeast, atMost }: CountCheck): string {
  if (atMost === 0) return 'none'
  if (atLeast === atMost) return `exactly ${atLeast}`
  if (atMost === Infinity) return `at least ${atLeast}`
  return atLeast === 0 ? `at most ${atMost}` : `${atLeast} to ${atMost}`
}

function requests(number: number): string {
  return `${number} request${number === 1 ? '' : 's'} fitted`
}
