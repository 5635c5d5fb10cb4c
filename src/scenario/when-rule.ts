import { buildBook } from './build-book.ts'
import type { Rule } from './rule.ts'

/** The conditions of a `when` that stands in no file, as a rule; a text says what is wrong with it. */
export function whenRule(when: unknown): Rule | string {
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
