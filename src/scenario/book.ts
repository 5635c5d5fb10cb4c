import type { LimitSpec } from './limit.ts'
import type { RuleIndex } from './match/rule-index.ts'
import type { ChaosSpec } from './order.ts'
import type { Rule } from './rule.ts'

/** All scenarios of a set of files, compiled. Immutable: a reload makes a new one. */
export interface ScenarioBook {
  readonly files: readonly string[]
  /** In the order of matching. */
  readonly rules: readonly Rule[]
  readonly byName: ReadonlyMap<string, Rule>
  readonly index: RuleIndex
  /** What goes wrong while these scenarios answer. */
  readonly chaos: readonly ChaosSpec[]
  /** How much the deployments take. */
  readonly limits: readonly LimitSpec[]
}
