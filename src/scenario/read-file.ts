import type { Diagnostic } from '../shape/diagnostic.ts'
import type { AllKeys, Rule } from './rule.ts'
import { folderDefaultsShape } from './schema/defaults-shape.ts'
import type { DefaultsDraft } from './schema/defaults-shape.ts'
import { faultPlace } from './schema/faults-shape.ts'
import { fileShape, scenarioShape } from './schema/scenario-shape.ts'
import type { FileDraft, ScenarioDraft } from './schema/scenario-shape.ts'
import type { Attachment, KnownNames, ReadContext } from '../shape/shape.ts'
import { deepFreeze } from './deep-freeze.ts'
import { jsonMistake } from '../shape/source/json-mistake.ts'
import { placesOf, toDiagnostic, toDiagnostics } from '../shape/source/problem.ts'
import type { Place, Problem } from '../shape/source/problem.ts'
import { otherFileProblem } from './not-a-scenario-file.ts'
import { treeSteps } from '../shape/source/read-tree.ts'
import { sourceText } from '../shape/source/source-text.ts'
import { entryOf } from '../shape/source/tree.ts'
import type { Node, Range } from '../shape/source/tree.ts'
import type { Condition } from './match/condition.ts'
import type { Outcome } from './outcome.ts'
import type { ProgramParts } from './program.ts'
import type { SourceFile } from './source-file.ts'

/** A rule that does not know its place among the rules of other files yet. */
export type LooseRule = Omit<Rule, 'index'>

export interface FileResult {
  readonly path: string
  /** `undefined` when the file has an error, or holds no scenarios. */
  readonly draft: FileDraft | undefined
  /** Set in a file that holds the defaults of its folder. */
  readonly folderDefaults: DefaultsDraft | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** All names that its scenarios give themselves, also those with mistakes. */
  readonly names: readonly { readonly name: string; readonly at: Range; readonly place: Place }[]
  /** Paths of the files that it names, as written. */
  readonly wants: readonly string[]
  /** Its rules, where the folders around it say `inherited`; in small steps. */
  rules(inherited: DefaultsDraft): Generator<void, readonly LooseRule[]>
  /** Where in the file one of its rules says this key, or else where the rule begins. */
  locate(rule: LooseRule, key: string): Range
  /** Where in the file the n-th fault (from 0) of one of its rules stands, or this option of it. */
  locateFault(rule: LooseRule, index: number, option: string): Range
  /** A diagnostic about a place in this file that is found later. */
  complain(problem: Problem): Diagnostic
}

/** Reads one file, in small steps. Every mistake in it is reported once. */
export function* readFile(file: SourceFile, names: KnownNames): Generator<void, FileResult> {
  const text = sourceText(file.text)
  if (typeof text !== 'string') return refused(file, otherFileProblem(file, undefined) ?? text, '')
  const placeOf = placesOf(text)
  const problems: Problem[] = []
  const wants = new Set<string>()
  const attach = (path: string): Attachment => {
    wants.add(path)
    return file.attachments?.get(path) ?? { code: 'missing-file', problem: 'is no file here' }
  }
  const { tree, problems: found } = yield* treeSteps(text)
  problems.push(...(found.some(isSyntax) && isJson(file.path) ? [jsonProblem(text)] : found))
  const isSilent = tree === undefined && found.length === 0
  const other = isSilent ? undefined : otherFileProblem({ ...file, text }, tree)
  if (other !== undefined) return refused(file, other, text)
  const isDefaults = isDefaultsFile(file.path)
  if (isSilent && !isDefaults && text.trim() === '') problems.push(NOTHING_HERE)
  const before = new Map<Node, unknown>()
  const context = { names, attach, report: (problem: Problem) => problems.push(problem), before }
  if (!isDefaults) yield* readScenarios(tree, context, before)
  const shape = isDefaults ? folderDefaultsShape : fileShape
  yield
  const value = tree === undefined ? undefined : shape.read(tree, context, 'the file')
  yield
  const good = problems.every(({ severity }) => severity === 'warning') ? value : undefined
  const draft = isDefaults ? undefined : (good as FileDraft | undefined)
  const nodes = new Map<LooseRule, ScenarioDraft['node']>()
  return {
    path: file.path,
    draft,
    folderDefaults: isDefaults ? (good as DefaultsDraft | undefined) : undefined,
    diagnostics: toDiagnostics(problems, file.path, text, placeOf),
    names: (tree === undefined ? [] : namesIn(tree))
      .filter(({ name }) => file.without?.has(name) !== true)
      .map((it) => ({ ...it, place: placeOf(it.at.start) })),
    wants: [...wants],
    rules: remembered((inherited) => rulesOf(draft, inherited, file, placeOf, nodes)),
    locate: (rule, key) => rangeOf(nodes.get(rule)!, key),
    locateFault: (rule, index, option) => faultRange(nodes.get(rule)!, index, option),
    complain: (problem) => toDiagnostic(problem, file.path, text, placeOf),
  }
}

const NOTHING_HERE: Problem = {
  code: 'no-scenarios',
  severity: 'warning',
  at: { start: 0, end: 0 },
  message: 'this file holds no scenarios',
  hint: 'it begins with scenarios:, and each of them with "- when: …"',
}

/** Whether a file holds what all files of its folder and below go by. */
export function isDefaultsFile(path: string): boolean {
  return /(?:^|[\\/])_defaults\.(?:ya?ml|json)$/i.test(path)
}

/** JSON is read as YAML, whose words for a mistake would puzzle those who write JSON. */
function jsonProblem(text: string): Problem {
  const { at, message } = jsonMistake(text)
  const hint = /[/#]/.test(text[at] ?? '') ? 'JSON has no comments: leave it out, or write YAML' : undefined
  return { code: 'syntax', at: { start: at, end: at + 1 }, message, hint }
}

function isSyntax({ code }: Problem): boolean {
  return code === 'syntax'
}

function isJson(path: string): boolean {
  return /\.json$/i.test(path)
}

/** Scenarios a step. */
const STEP = 50

/** The scenarios of a long file, one after the other: all of them at once would take too long. */
function* readScenarios(
  tree: Node | undefined,
  context: ReadContext,
  before: Map<Node, unknown>,
): Generator<void, void> {
  const list = tree?.kind === 'map' ? entryOf(tree, 'scenarios')?.value : undefined
  if (list?.kind !== 'list' || list.items.length <= STEP) return
  for (const [index, item] of list.items.entries()) {
    if (index % STEP === 0) yield
    if (!before.has(item)) before.set(item, scenarioShape.read(item, context, `scenarios[${index}]`))
  }
}

/** Rules stay the same objects as long as what they inherit stays the same. */
function remembered(make: FileResult['rules']): FileResult['rules'] {
  let last: { readonly inherited: DefaultsDraft; readonly rules: readonly LooseRule[] } | undefined
  return function* (inherited) {
    if (last?.inherited !== inherited) last = { inherited, rules: yield* make(inherited) }
    return last.rules
  }
}

function* rulesOf(
  draft: FileDraft | undefined,
  inherited: DefaultsDraft,
  file: SourceFile,
  placeOf: (offset: number) => Place,
  nodes: Map<LooseRule, ScenarioDraft['node']>,
): Generator<void, readonly LooseRule[]> {
  if (draft === undefined) return []
  const rules: LooseRule[] = []
  for (const [index, scenario] of draft.scenarios.entries()) {
    if (index % STEP === STEP - 1) yield
    const name = scenario.name ?? `${file.path}#${index + 1}`
    if (file.without?.has(name) === true) continue
    const rule = deepFreeze(ruleOf(scenario, name, draft.defaults, inherited, file, placeOf))
    nodes.set(rule, scenario.node)
    rules.push(rule)
  }
  return rules
}

/** All keys are written out: with spreads each rule would be an object of its own sort, and slow to read for ever. */
function ruleOf(
  scenario: ScenarioDraft,
  name: string,
  defaults: DefaultsDraft,
  inherited: DefaultsDraft,
  { path, runtime, program }: SourceFile,
  placeOf: (offset: number) => Place,
): LooseRule {
  const { line, column } = placeOf(scenario.node.start)
  const rule: AllKeys<LooseRule> = {
    name,
    description: scenario.description,
    file: path,
    line,
    column,
    priority: scenario.priority ?? defaults.priority ?? inherited.priority ?? 0,
    conditions: [
      ...conditionsOf({ ...inherited.when, ...defaults.when, ...scenario.when }),
      ...(program?.test === undefined ? [] : [{ kind: 'program' as const, ...program.test }]),
    ],
    outcomes: program === undefined ? scenario.outcomes : withAnswers(scenario.outcomes, program),
    by: scenario.by,
    then: scenario.then ?? 'last',
    timing: scenario.timing ?? defaults.timing ?? inherited.timing,
    faults: scenario.faults ?? [],
    times: scenario.times,
    weight: scenario.weight,
    set_state: scenario.set_state,
    runtime,
  }
  return rule
}

function withAnswers(outcomes: readonly Outcome[], { answers }: ProgramParts): readonly Outcome[] {
  return outcomes.map((outcome, index) => {
    const answer = answers.get(index)
    return answer === undefined ? outcome : { kind: 'program', answer }
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

function faultRange(node: Node, index: number, option: string): Range {
  const faults = node.kind === 'map' ? entryOf(node, 'faults')?.value : undefined
  return faults === undefined ? node : faultPlace(faults, index, option)
}

function refused(file: SourceFile, problem: Problem, text: string): FileResult {
  const diagnostic = toDiagnostic(problem, file.path, text, () => ({ line: 1, column: 1 }))
  return {
    path: file.path,
    draft: undefined,
    folderDefaults: undefined,
    rules: (inherited) => rulesOf(undefined, inherited, file, () => ({ line: 1, column: 1 }), new Map()),
    names: [],
    wants: [],
    diagnostics: [diagnostic],
    locate: () => problem.at,
    locateFault: () => problem.at,
    complain: () => diagnostic,
  }
}
