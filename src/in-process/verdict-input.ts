import { VERDICT_OPTIONS } from '../verdict/rule.ts'
import type { VerdictOptions } from '../verdict/rule.ts'
import { check, checkNames } from './emulator-options.ts'

/** Throws a `TypeError` that names the option of a verdict that is wrong; one that is undefined is as if not given. */
export function verdictOptions(given: Partial<VerdictOptions>): Partial<VerdictOptions> {
  checkNames(given, Object.keys(VERDICT_OPTIONS), 'verdict.')
  const options = Object.entries(given).filter(([, value]) => value !== undefined)
  for (const [name, value] of options) {
    if (name === 'final') check('verdict.final', value, typeof value === 'boolean', 'true or false')
    else check(`verdict.${name}`, value, typeof value === 'number' && value >= 0, 'a number of at least 0')
  }
  return Object.fromEntries(options)
}
