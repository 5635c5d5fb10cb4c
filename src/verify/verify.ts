import type { JournalEntry } from '../journal/entry.ts'
import type { Check } from './check.ts'
import type { CheckResult } from './check-result.ts'
import { countResult } from './count-result.ts'
import { orderResult } from './order-result.ts'

export interface Verification {
  readonly ok: boolean
  readonly checks: readonly CheckResult[]
}

/** Checks what clients asked for and what became of it. Exchanges that were only played again do not count. */
export function verify(checks: readonly Check[], entries: readonly JournalEntry[]): Verification {
  const asked = entries.filter(({ replayOf }) => replayOf === undefined)
  const results = checks.map((check) =>
    check.kind === 'count' ? countResult(check, asked) : orderResult(check, asked),
  )
  return { ok: results.every(({ ok }) => ok), checks: results }
}
