import type { Rule } from '../../scenario/rule.ts'
import { whenRule } from '../../scenario/when-rule.ts'

/** Keys of `when` that look at a rule's own past or at the gateway's tries. */
const NOT_HERE = ['call', 'attempt', 'state']

/** The conditions of a `when`, in the language of scenarios; a text says what is wrong with it. */
export function readWhen(when: Readonly<Record<string, unknown>>): Rule | string {
  const unfit = NOT_HERE.find((key) => Object.hasOwn(when, key))
  return unfit === undefined ? whenRule(when) : `when.${unfit} cannot be asked here`
}
