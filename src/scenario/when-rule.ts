import type { Condition } from './match/condition.ts'
import type { Rule } from './rule.ts'

/** Conditions that stand in no scenario as a rule, to be asked about requests. */
export function whenRule(conditions: readonly Condition[]): Rule {
  return {
    name: 'when',
    file: 'when',
    line: 1,
    column: 1,
    priority: 0,
    conditions,
    outcomes: [],
    then: 'last',
    index: 0,
  }
}
