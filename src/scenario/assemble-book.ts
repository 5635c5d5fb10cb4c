import type { ScenarioBook } from './book.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { Diagnostic } from '../shape/diagnostic.ts'
import { folderDefaults } from './folder-defaults.ts'
import { unreachableSteps } from './match/shadow.ts'
import { ruleIndexSteps } from './match/rule-index.ts'
import { orderWarnings } from './order-warnings.ts'
import type { FileResult, LooseRule } from './read-file.ts'
import type { AllKeys, Rule } from './rule.ts'
import { ruleWarnings } from './rule-warnings.ts'
import type { Placed } from './schema/scenario-shape.ts'
import type { Timing } from './timing.ts'

export interface BookResult {
  /** `undefined` when there is an error in any file. */
  readonly book: ScenarioBook | undefined
  /** By file, then by place. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface AssemblyOptions {
  /** What holds where neither a rule nor its file says otherwise. */
  readonly defaults?: { readonly timing?: Timing }
  /** Deployments that exist; a rule that waits for another one is warned of. Any may exist unless given. */
  readonly deployments?: readonly string[] | undefined
  /** How long the gateway waits for an answer, ms; a rule that writes a longer one is warned of. Without end unless given. */
  readonly patienceMs?: number | undefined
}

/** The rules of files that were read, in the order of the files, as one book; in small steps. */
export function* assembleBook(
  files: readonly FileResult[],
  options: AssemblyOptions,
): Generator<void, BookResult> {
  const origin = new Map<LooseRule, FileResult>()
  const inherited = folderDefaults(files)
  for (const file of files) {
    for (const rule of yield* file.rules(inherited(file.path))) origin.set(rule, file)
    yield
  }
  const found = [...files.flatMap((file) => file.diagnostics), ...duplicateNames(files)]
  const errors = found.filter(({ severity }) => severity === 'error')
  yield
  const { rules, loose } = yield* inMatchingOrder([...origin.keys()], options)
  // Beside an error a warning would often be its echo.
  const shadowed = errors.length > 0 ? [] : yield* unreachableSteps(rules)
  yield
  const warnings = shadowed.map(({ rule, by }) => unreachableWarning(rule, by, loose[rule.index]!, origin))
  if (errors.length === 0)
    warnings.push(
      ...(yield* ruleWarnings(origin, options)),
      ...files.flatMap((file) => orderWarnings(file, options.deployments)),
    )
  const diagnostics = [...found, ...warnings].sort(byPlace)
  const book = errors.length > 0 ? undefined : yield* freezeBook(files, rules)
  return { book, diagnostics }
}

function unreachableWarning(
  rule: Rule,
  by: Rule,
  loose: LooseRule,
  origin: ReadonlyMap<LooseRule, FileResult>,
): Diagnostic {
  const file = origin.get(loose)!
  return file.complain({
    code: 'unreachable-rule',
    severity: 'warning',
    at: file.locate(loose, 'when'),
    message: `"${rule.name}" can never answer: "${by.name}" always comes first`,
    hint: `${by.file}:${by.line}:${by.column} matches whatever this one matches; narrow it, or put this one before it`,
  })
}

function* freezeBook(files: readonly FileResult[], rules: readonly Rule[]): Generator<void, ScenarioBook> {
  yield
  const byName = new Map(rules.map((rule) => [rule.name, rule]))
  yield
  return Object.freeze({
    files: Object.freeze(files.filter(hasPart).map(({ path }) => path)),
    rules: Object.freeze(rules),
    byName,
    index: yield* ruleIndexSteps(rules),
    chaos: deepFreeze(files.flatMap(({ draft }) => specsOf(draft?.chaos))),
    limits: deepFreeze(files.flatMap(({ draft }) => specsOf(draft?.limits))),
  })
}

function specsOf<T>(placed: readonly Placed<T>[] = []): readonly T[] {
  return placed.map(({ spec }) => spec)
}

/** A file that is none of scenarios has no part in the set. */
function hasPart({ diagnostics }: FileResult): boolean {
  return !diagnostics.some(({ code }) => code === 'no-scenarios' || code === 'foreign-file')
}

/** Rules a step. */
const STEP = 200

/** The rules as they are matched, and the loose ones in the same order. */
function* inMatchingOrder(
  found: readonly LooseRule[],
  { defaults = {} }: AssemblyOptions,
): Generator<void, { readonly rules: readonly Rule[]; readonly loose: readonly LooseRule[] }> {
  const loose = found.toSorted(byRank)
  yield
  const rules: Rule[] = []
  for (const [index, rule] of loose.entries()) {
    if (index % STEP === 0) yield
    rules.push(Object.freeze(placed(rule, index, defaults.timing)))
  }
  return { rules, loose }
}

function placed(rule: LooseRule, index: number, timing: Timing | undefined): Rule {
  const all: AllKeys<Rule> = {
    name: rule.name,
    description: rule.description,
    file: rule.file,
    line: rule.line,
    column: rule.column,
    priority: rule.priority,
    conditions: rule.conditions,
    outcomes: rule.outcomes,
    by: rule.by,
    then: rule.then,
    timing: rule.timing ?? timing,
    faults: rule.faults,
    times: rule.times,
    weight: rule.weight,
    set_state: rule.set_state,
    runtime: rule.runtime,
    index,
  }
  return all
}

/**
 * Rules of a running program go before those of files, whatever their priority; among themselves the higher priority goes
 * first, then the newest. What is equal keeps its order.
 */
function byRank(a: LooseRule, b: LooseRule): number {
  const isRuntime = Number(b.runtime !== undefined) - Number(a.runtime !== undefined)
  return isRuntime || b.priority - a.priority || (b.runtime ?? 0) - (a.runtime ?? 0)
}

function duplicateNames(files: readonly FileResult[]): Diagnostic[] {
  const first = new Map<string, string>()
  return files.flatMap((file) =>
    file.names.flatMap(({ name, at, place }) => {
      const before = first.get(name)
      if (before === undefined) {
        first.set(name, `${file.path}:${place.line}:${place.column}`)
        return []
      }
      const hint = `it is given at ${before} too; names are unique among all files`
      return [file.complain({ code: 'duplicate-name', at, message: `the name "${name}" is taken`, hint })]
    }),
  )
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
