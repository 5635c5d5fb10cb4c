import { rangeAt } from '../../shape/source/json-tree.ts'
import type { Problem } from '../../shape/source/problem.ts'
import type { Node } from '../../shape/source/tree.ts'

/** The way to a part of the file: `['governance', 'budgets', 0, 'max_limit']`. */
export type ConfigPath = readonly (string | number)[]

/** What is wrong with parts of the file that go together, or is probably not meant. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning'
  readonly path: ConfigPath
  readonly message: string
  readonly hint?: string | undefined
}

export function warning(path: ConfigPath, message: string, hint?: string): ConfigProblem {
  return { severity: 'warning', path, message, hint }
}

/** `governance.budgets[0].max_limit` */
export function pathText(path: ConfigPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('')
}

/** The problem at its place in the file. */
export function locate({ path, ...problem }: ConfigProblem, tree: Node): Problem {
  return { code: 'wrong-value', at: rangeAt(tree, path), ...problem }
}
