import type { JournalEntry } from '../journal/entry.ts'
import type { Check } from './check.ts'
import { countResult } from './count-result.ts'
import type { Instead } from './instead.ts'
import { orderResult } from './order-result.ts'

export interface Verification {
  readonly ok: boolean
  readonly checks: readonly CheckResult[]
}

export interface CheckResult {
  readonly ok: boolean
  readonly name?: string
  /** The check in words. */
  readonly check: string
  /** How many requests fitted, of how many there were. */
  readonly found: number
  readonly requests: number
  /** The exchanges that fitted. */
  readonly exchanges: readonly string[]
  /** What is wrong, in a sentence. */
  readonly problem?: string
  /** Where too many or too few fitted: the last of those that did. */
  readonly fitting?: readonly Instead[]
  /** What was received instead, the nearest first. */
  readonly instead?: readonly Instead[]
}

/** Checks what clients asked for and what became of it. Exchanges that were only played again do not count. */
export function verify(checks: readonly Check[], entries: readonly JournalEntry[]): Verification {
  const asked = entries.filter(({ replayOf }) => replayOf === undefined)
  const results = checks.map((check) =>
    check.kind === 'count' ? countResult(check, asked) : orderResult(check, asked),
  )
  return { ok: results.every(({ ok }) => ok), checks: results }
}
