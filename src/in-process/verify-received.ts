import { types } from 'node:util'
import type { JournalEntry } from '../journal/entry.ts'
import { readChecks } from '../verify/read-checks.ts'
import { verificationText } from '../verify/verification-text.ts'
import { verify } from '../verify/verify.ts'
import type { Verification } from '../verify/verify.ts'
import type { CheckInput, StepInput } from './check-input.ts'
import { plainScenario } from './plain-scenario.ts'
import { expectedChecks } from './received.ts'
import type { ExpectedCount } from './received.ts'
import type { WhenInput } from './scenario-types.ts'

/** Conditions alone, or checks. */
export type VerifyInput = WhenInput | CheckInput | readonly CheckInput[]

/**
 * Checks what was asked and what became of it. Throws a `TypeError` where a check makes no sense, and an error that tells
 * what came instead where one does not hold.
 */
export function verifyReceived(
  entries: readonly JournalEntry[],
  given: VerifyInput,
  expected: ExpectedCount | undefined,
): Verification {
  const checks = isChecks(given)
    ? readChecks([given].flat().map(plainCheck), 'program')
    : expectedChecks(given as WhenInput, expected)
  const result = verify(checks, entries)
  if (result.ok) return result
  throw new Error(verificationText(result).trimEnd())
}

const CHECK_KEYS = [
  'when',
  'outcome',
  'sequence',
  'exactly',
  'atLeast',
  'atMost',
  'at_least',
  'at_most',
  'never',
]

function isChecks(given: VerifyInput): given is CheckInput | readonly CheckInput[] {
  if (Array.isArray(given)) return given.every(isCheck)
  return isCheck(given)
}

function isCheck(given: unknown): boolean {
  return typeof given === 'object' && given !== null && CHECK_KEYS.some((key) => key in given)
}

function plainCheck(check: CheckInput): unknown {
  const steps =
    'sequence' in check && Array.isArray(check.sequence) ? { sequence: check.sequence.map(plainStep) } : {}
  return plainScenario({ ...check, ...steps })
}

/** A pattern stands for the last user message, as a text does. */
function plainStep(step: StepInput): unknown {
  return types.isRegExp(step) ? plainScenario({ when: step }) : step
}
