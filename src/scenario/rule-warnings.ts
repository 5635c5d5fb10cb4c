import type { Diagnostic } from '../shape/diagnostic.ts'
import { faultBeyond } from './fault-reach.ts'
import type { FileResult, LooseRule } from './read-file.ts'
import type { Condition } from './match/condition.ts'
import { paceProblem } from './pace-warning.ts'
import { suggest } from '../shape/shape.ts'
import type { Problem } from '../shape/source/problem.ts'
import type { Range } from '../shape/source/tree.ts'
import { textForJson } from './text-for-json.ts'
import { unknownDeployments } from './unknown-deployments.ts'

/** What warnings depend on beside what the files say. */
export interface WarningOptions {
  /** Deployments that exist; a rule that waits for another one is warned of. Any may exist unless given. */
  readonly deployments?: readonly string[] | undefined
  /** How long the gateway waits for an answer, ms; a rule that writes a longer one is warned of. Without end unless given. */
  readonly patienceMs?: number | undefined
}

/** What is probably not meant in single rules of a file. In small steps. */
export function* ruleWarnings(
  file: FileResult,
  rules: readonly LooseRule[],
  { deployments, patienceMs }: WarningOptions,
): Generator<void, readonly Diagnostic[]> {
  const warnings: Diagnostic[] = []
  for (const [index, rule] of rules.entries()) {
    if (index % STEP === STEP - 1) yield
    warnings.push(...faultWarning(rule, file), ...textWarning(rule, file))
    if (patienceMs !== undefined) warnings.push(...paceWarning(rule, file, patienceMs))
    if (deployments !== undefined) warnings.push(...deploymentWarning(rule, file, deployments))
  }
  return warnings
}

/** Rules a step. */
const STEP = 500

function faultWarning(rule: LooseRule, file: FileResult): readonly Diagnostic[] {
  const { faults = [], outcomes } = rule
  const beyond = faults.length === 0 ? undefined : faultBeyond(faults, outcomes)
  if (beyond === undefined) return []
  return [
    file.complain({
      code: 'fault-beyond',
      severity: 'warning',
      at: file.locateFault(rule, beyond.index, beyond.option),
      message: `${beyond.fault.name} never hits: ${beyond.why}`,
      hint: beyond.hint,
    }),
  ]
}

function textWarning(rule: LooseRule, file: FileResult): readonly Diagnostic[] {
  const problem = textForJson(rule, file.locate(rule, rule.outcomes.length > 1 ? 'replies' : 'reply'))
  return problem === undefined ? [] : [file.complain(problem)]
}

function paceWarning(rule: LooseRule, file: FileResult, patienceMs: number): readonly Diagnostic[] {
  const problem = paceProblem(rule, file.locate(rule, 'timing'), patienceMs)
  return problem === undefined ? [] : [file.complain(problem)]
}

function deploymentWarning(
  rule: LooseRule,
  file: FileResult,
  deployments: readonly string[],
): readonly Diagnostic[] {
  const problem = deploymentProblem(rule.conditions, file.locate(rule, 'when'), deployments)
  return problem === undefined ? [] : [file.complain(problem)]
}

/** What is wrong with conditions that wait for deployments of which none exists. */
export function deploymentProblem(
  conditions: readonly Condition[],
  at: Range,
  deployments: readonly string[],
): Problem | undefined {
  const names = unknownDeployments(conditions, deployments)
  if (names === undefined) return undefined
  return {
    code: 'unknown-deployment',
    severity: 'warning',
    at,
    message: `the gateway's configuration knows no deployment ${names.map((name) => `"${name}"`).join(' or ')}`,
    hint: suggest(names[0]!, deployments),
  }
}
