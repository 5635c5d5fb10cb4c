import type { Rule } from '../scenario/rule.ts'

/** Which requests are meant: all that is said must hold. */
export interface Wanted {
  /** Conditions on the request, as a rule that holds them. */
  readonly rule: Rule | undefined
  readonly session: string | undefined
  readonly outcome: readonly OutcomeWanted[]
  /** In words. */
  readonly text: string
}

/** What became of it: `status` 429 or 4xx, `ended`, `scenario`, `answered_by`, `faulted`; one of the values must be. */
export interface OutcomeWanted {
  readonly key: OutcomeKey
  readonly values: readonly string[]
}

export const OUTCOME_KEYS = ['status', 'ended', 'scenario', 'answered_by', 'faulted'] as const
export type OutcomeKey = (typeof OUTCOME_KEYS)[number]

export type Check = CountCheck | OrderCheck

/** So many requests fit, from `atLeast` to `atMost`. */
export interface CountCheck {
  readonly kind: 'count'
  readonly name: string | undefined
  readonly wanted: Wanted
  readonly atLeast: number
  readonly atMost: number
}

/** These came in this order; `strict`: nothing came between them. */
export interface OrderCheck {
  readonly kind: 'order'
  readonly name: string | undefined
  readonly session: string | undefined
  readonly steps: readonly Wanted[]
  readonly strict: boolean
}
