import type { Diagnostic } from './diagnostic.ts'
import type { Rule } from './rule.ts'
import { fileShape } from './schema/scenario-shape.ts'
import type { FileDraft, ScenarioDraft } from './schema/scenario-shape.ts'
import type { KnownNames } from './schema/shape.ts'
import { deepFreeze } from './deep-freeze.ts'
import { placesOf, toDiagnostic } from './source/problem.ts'
import type { Place, Problem } from './source/problem.ts'
import { readTree } from './source/read-tree.ts'
import { sourceText } from './source/source-text.ts'
import { entryOf } from './source/tree.ts'
import type { Node, Range } from './source/tree.ts'
import type { Condition } from './match/condition.ts'

export interface SourceFile {
  readonly path: string
  readonly text: string | Uint8Array
}

/** A rule that does not know its place among the rules of other files yet. */
export type LooseRule = Omit<Rule, 'index'>

export interface FileResult {
  readonly path: string
  /** Empty when the file has an error. */
  readonly rules: readonly LooseRule[]
  readonly diagnostics: readonly Diagnostic[]
  /** All names that its scenarios give themselves, also those with mistakes. */
  readonly names: readonly { readonly name: string; readonly at: Range; readonly place: Place }[]
  /** Where in the file one of its rules says this key, or else where the rule begins. */
  locate(rule: LooseRule, key: string): Range
  /** A diagnostic about a place in this file that is found later. */
  complain(problem: Problem): Diagnostic
}

/** Reads one file. Every mistake in it is reported once. */
export function readFile(file: SourceFile, names: KnownNames): FileResult {
  const text = sourceText(file.text)
  if (typeof text !== 'string') return refused(file.path, text)
  const placeOf = placesOf(text)
  const problems: Problem[] = []
  const tree = readProblems(text, problems)
  const draft = tree === undefined ? undefined : readDraft(tree, names, problems)
  const nodes = new Map<LooseRule, ScenarioDraft['node']>()
  const rules = draft === undefined ? [] : rulesOf(draft, file.path, placeOf, nodes)
  return {
    path: file.path,
    rules,
    diagnostics: inOrder(problems).map((problem) => toDiagnostic(problem, file.path, text, placeOf)),
    names:
      tree === undefined ? [] : namesIn(tree).map((found) => ({ ...found, place: placeOf(found.at.start) })),
    locate: (rule, key) => rangeOf(nodes.get(rule)!, key),
    complain: (problem) => toDiagnostic(problem, file.path, text, placeOf),
  }
}

function readProblems(text: string, problems: Problem[]): Node | undefined {
  const { tree, problems: found } = readTree(text)
  problems.push(...found)
  return tree
}

function readDraft(tree: Node, names: KnownNames, problems: Problem[]): FileDraft | undefined {
  const draft = fileShape.read(tree, { names, report: (problem) => problems.push(problem) }, 'the file')
  return problems.length > 0 ? undefined : draft
}

function rulesOf(
  { defaults, scenarios }: FileDraft,
  path: string,
  placeOf: (offset: number) => Place,
  nodes: Map<LooseRule, ScenarioDraft['node']>,
): readonly LooseRule[] {
  return scenarios.map((draft, index) => {
    const { node, when, name = `${path}#${index + 1}`, outcomes, then = 'last', faults = [], ...rest } = draft
    const timing = rest.timing ?? defaults.timing
    const rule: LooseRule = {
      ...rest,
      ...(timing === undefined ? {} : { timing }),
      name,
      file: path,
      ...placeOf(node.start),
      priority: rest.priority ?? defaults.priority ?? 0,
      conditions: conditionsOf({ ...defaults.when, ...when }),
      outcomes,
      then,
      faults,
    }
    nodes.set(deepFreeze(rule), node)
    return rule
  })
}

function conditionsOf(when: Readonly<Record<string, Condition | undefined>>): readonly Condition[] {
  const conditions = Object.values(when).filter((condition) => condition !== undefined)
  return conditions.flatMap((condition) => (condition.kind === 'all' ? condition.of : [condition]))
}

function namesIn(tree: Node): readonly { name: string; at: Range }[] {
  const scenarios = tree.kind === 'map' ? entryOf(tree, 'scenarios')?.value : undefined
  if (scenarios?.kind !== 'list') return []
  return scenarios.items.flatMap((item) => {
    const name = item.kind === 'map' ? entryOf(item, 'name')?.value : undefined
    return name?.kind === 'text' ? [{ name: String(name.value), at: name }] : []
  })
}

function rangeOf(node: Node, key: string): Range {
  const value = node.kind === 'map' ? entryOf(node, key)?.value : undefined
  return value ?? { start: node.start, end: node.start }
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.at.start - b.at.start)
}

function refused(path: string, problem: Problem): FileResult {
  const diagnostic = toDiagnostic(problem, path, '', () => ({ line: 1, column: 1 }))
  return {
    path,
    rules: [],
    names: [],
    diagnostics: [diagnostic],
    locate: () => problem.at,
    complain: () => diagnostic,
  }
}
