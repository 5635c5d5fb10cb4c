import type { Problem } from './source/problem.ts'
import { plainValue } from './source/tree.ts'
import type { Node } from './source/tree.ts'
import { TooDeep, valueTree } from './source/value-tree.ts'
import type { KnownNames, Shape } from './shape.ts'

/** One mistake in a value that stands in no file. */
export interface ValueProblem {
  /** As in `one_of[0].weight`; '' for the whole value. */
  readonly path: string
  /** What stands there. */
  readonly value?: unknown
  readonly message: string
  readonly hint?: string
}

/** Reads a value in the language of scenario files; regular expressions may stand as such. `label` names it in messages. `isVerbatim`: `{{` has no meaning. */
export function readValue<T>(
  value: unknown,
  shape: Shape<T>,
  names: KnownNames,
  label: string,
  { isVerbatim = false }: { readonly isVerbatim?: boolean } = {},
): { readonly value: T } | { readonly problems: readonly ValueProblem[] } {
  const tree = treeOf(value)
  if (tree instanceof TooDeep) return { problems: [{ path: '', message: `${label}: ${tree.message}` }] }
  const found: Problem[] = []
  const attach = () => ({ code: 'missing-file' as const, problem: 'cannot be named here' })
  const read = shape.read(
    tree,
    { names, attach, isVerbatim, report: (problem) => found.push(problem) },
    label,
  )
  if (read !== undefined && found.every(({ severity }) => severity === 'warning')) return { value: read }
  return { problems: found.map((problem) => valueProblem(problem, tree)) }
}

/** What is wrong with what a program or a request gave: one text, and each mistake with its path, value and hint. */
export class WrongValue extends TypeError {
  /** For a request. */
  readonly statusCode = 400
  readonly problems: readonly ValueProblem[]

  constructor(problems: readonly ValueProblem[]) {
    super(valueProblemText(problems))
    this.problems = problems
  }
}

/** The value, read. `under`: where it stands in what was given. Throws `WrongValue`. */
export function valueOf<T>(
  value: unknown,
  shape: Shape<T>,
  label: string,
  names: KnownNames = {},
  under = '',
): T {
  const found = readValue(value, shape, names, label)
  if ('value' in found) return found.value
  throw new WrongValue(found.problems.map((problem) => ({ ...problem, path: joined(under, problem.path) })))
}

function joined(under: string, path: string): string {
  return under === '' || path === '' ? under + path : `${under}.${path}`
}

/** All problems as one text: where, what, and a hint. */
export function valueProblemText(problems: readonly ValueProblem[]): string {
  return problems
    .map(({ path, message, hint }) => {
      const where = /[.[]/.test(path) ? `${path}: ` : ''
      return hint === undefined ? `${where}${message}` : `${where}${message}; ${hint}`
    })
    .join('. ')
}

function treeOf(value: unknown): Node | TooDeep {
  try {
    return valueTree(JSON.parse(JSON.stringify(value, asText) ?? 'null'))
  } catch (error) {
    if (error instanceof TooDeep) return error
    throw error
  }
}

/** What JSON has no word for is told as the text that names it. */
function asText(_key: string, value: unknown): unknown {
  if (typeof value === 'function') return 'a function'
  const isForeign = value instanceof RegExp || typeof value === 'bigint' || Number.isNaN(value)
  return isForeign || value === Infinity || value === -Infinity ? String(value) : value
}

function valueProblem({ at, message, hint }: Problem, tree: Node): ValueProblem {
  const { path, node } = placeOf(tree, at.start, '')
  const value = plainValue(node)
  return { path, value, message, ...(hint === undefined ? {} : { hint }) }
}

/** The innermost place that holds an offset; that of a key is the place of its value. */
function placeOf(node: Node, offset: number, path: string): { readonly path: string; readonly node: Node } {
  const holds = (it: { start: number; end: number }) => it.start <= offset && offset < it.end
  // What begins with the offset is meant as a whole.
  if (node.start === offset) return { path, node }
  if (node.kind === 'map')
    for (const { key, keyRange, value } of node.entries) {
      const inner = path === '' ? key : `${path}.${key}`
      if (holds(keyRange)) return { path: inner, node: value }
      if (holds(value)) return placeOf(value, offset, inner)
    }
  if (node.kind === 'list')
    for (const [index, item] of node.items.entries())
      if (holds(item)) return placeOf(item, offset, `${path}[${index}]`)
  return { path, node }
}
