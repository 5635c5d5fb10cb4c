import type { FailedCondition } from '../scenario/match/explain-miss.ts'

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
  readonly fitting?: readonly NearExchange[]
  /** What was received instead, the nearest first. */
  readonly instead?: readonly NearExchange[]
}

/** An exchange that came in place of what was wanted. */
export interface NearExchange {
  readonly exchange: string
  readonly at: string
  /** The request in a line. */
  readonly request: string
  /** The first condition that failed. */
  readonly failed?: FailedCondition
}
