import type { JournalEntry } from '../journal/entry.ts'
import type { OrderCheck, Wanted } from './check.ts'
import { missOf } from './fit.ts'
import { nearest, exchangeView } from './near-exchanges.ts'
import type { NearExchange } from './check-result.ts'
import type { CheckResult } from './check-result.ts'

/** How far a sequence came: the requests of its steps, until one was missing. */
interface Progress {
  readonly met: readonly JournalEntry[]
  /** Where the missing step was looked for. */
  readonly rest: readonly JournalEntry[]
}

/** Whether requests came in an order; where not, which step was missing, and what came in its place. */
export function orderResult(check: OrderCheck, all: readonly JournalEntry[]): CheckResult {
  const { steps, strict, session, name } = check
  const entries = session === undefined ? all : all.filter((entry) => entry.session === session)
  const { met, rest } = strict ? strictProgress(steps, entries) : looseProgress(steps, entries)
  const result = {
    ...(name === undefined ? {} : { name }),
    check: `in order${strict ? ', nothing between' : ''}: ${steps.map(({ text }) => `(${text})`).join(' then ')}`,
    found: met.length,
    requests: entries.length,
    exchanges: met.map(({ id }) => id),
  }
  const missing = steps[met.length]
  if (missing === undefined) return { ok: true, ...result }
  const where = met.length === 0 ? '' : ` after ${met.at(-1)!.id}`
  const problem = `step ${met.length + 1} of ${steps.length} did not come${where}: ${missing.text}`
  return { ok: false, ...result, problem, instead: instead(missing, rest, entries) }
}

/** What came later, the nearest first; a request that fits but came too early is told as such. */
function instead(
  missing: Wanted,
  rest: readonly JournalEntry[],
  all: readonly JournalEntry[],
): readonly NearExchange[] {
  const early = all
    .filter((entry) => !rest.includes(entry) && missOf(missing, entry) === undefined)
    .slice(-1)
    .map((entry) => ({
      ...exchangeView(entry),
      failed: { path: 'order', expected: 'later', actual: 'it came before' },
    }))
  return [...early, ...nearest(missing, rest)]
}

function looseProgress(steps: readonly Wanted[], entries: readonly JournalEntry[]): Progress {
  const met: JournalEntry[] = []
  let from = 0
  for (const step of steps) {
    const at = entries.findIndex((entry, index) => index >= from && missOf(step, entry) === undefined)
    if (at === -1) break
    met.push(entries[at]!)
    from = at + 1
  }
  return { met, rest: entries.slice(from) }
}

/** Of all places where it could begin the one from which it came furthest. */
function strictProgress(steps: readonly Wanted[], entries: readonly JournalEntry[]): Progress {
  let best: Progress = { met: [], rest: entries }
  for (let start = 0; start < entries.length; start++) {
    let length = 0
    while (length < steps.length && start + length < entries.length) {
      if (missOf(steps[length]!, entries[start + length]!) !== undefined) break
      length++
    }
    if (length > best.met.length)
      best = {
        met: entries.slice(start, start + length),
        rest: entries.slice(start + length, start + length + 1),
      }
    if (length === steps.length) break
  }
  return best
}
