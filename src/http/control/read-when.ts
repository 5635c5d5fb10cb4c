import { buildBook } from '../../scenario/build-book.ts'
import type { Rule } from '../../scenario/rule.ts'

/** Keys of `when` that look at a rule's own past or at the gateway's tries. */
const NOT_HERE = ['call', 'attempt', 'state']

/** The conditions of a `when`, in the language of scenarios; a text says what is wrong with it. */
export function readWhen(when: Readonly<Record<string, unknown>>): Rule | string {
  const unfit = NOT_HERE.find((key) => Object.hasOwn(when, key))
  if (unfit !== undefined) return `when.${unfit} cannot be asked here`
  const { book, diagnostics } = buildBook([
    { path: 'when', text: JSON.stringify({ scenarios: [{ when, reply: '' }] }) },
  ])
  const rule = book?.rules[0]
  if (rule !== undefined) return rule
  return diagnostics
    .map(({ message, hint }) => {
      const text = message.replaceAll('scenarios[0].', '')
      return hint === undefined ? text : `${text}; ${hint}`
    })
    .join('. ')
}
