import type { ScenarioBook } from './book.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { Diagnostic } from '../shape/diagnostic.ts'
import { fileWarnings } from './file-warnings.ts'
import { folderDefaults } from './folder-defaults.ts'
import { unreachableSteps } from './match/shadow.ts'
import type { KeptIndex } from './match/kept-index.ts'
import type { FileResult, LooseRule } from './read-file.ts'
import type { AllKeys, Rule } from './rule.ts'
import type { Place } from '../shape/source/problem.ts'
import type { WarningOptions } from './rule-warnings.ts'
import type { Placed } from './schema/scenario-shape.ts'
import type { Timing } from './timing.ts'

export interface BookResult {
  /** `undefined` when there is an error in any file. */
  readonly book: ScenarioBook | undefined
  /** By file, then by place. */
  readonly diagnostics: readonly Diagnostic[]
}

/** A book that can answer before it is known what is probably not meant in it. */
export interface AssembledBook extends Pick<BookResult, 'book'> {
  /** To be asked once, in small steps. */
  diagnostics(): Generator<void, BookResult['diagnostics']>
}

export interface AssemblyOptions extends WarningOptions {
  /** What holds where neither a rule nor its file says otherwise. */
  readonly defaults?: { readonly timing?: Timing }
}

/** The rules of files that were read, in the order of the files, as one book; in small steps. */
export function* assembleBook(
  files: readonly FileResult[],
  options: AssemblyOptions,
  index: KeptIndex,
): Generator<void, AssembledBook> {
  const inherited = folderDefaults(files)
  const found = new Map<FileResult, readonly LooseRule[]>()
  for (const file of files) {
    found.set(file, yield* file.rules(inherited(file.path)))
    yield
  }
  const { rules, loose } = yield* inMatchingOrder([...found.values()].flat(), options)
  const byName = new Map(rules.map((rule) => [rule.name, rule]))
  yield
  const ofFiles = files.flatMap((file) => file.diagnostics)
  // Where all is well, and each rule found its own place by its name, no name is given twice.
  const isClear = byName.size === rules.length && !ofFiles.some(isError)
  const mistakes = isClear ? ofFiles : [...ofFiles, ...(yield* duplicateNames(files))]
  const book = mistakes.some(isError) ? undefined : yield* freezeBook(files, rules, byName, index)
  return {
    book,
    *diagnostics() {
      // Beside an error a warning would often be its echo.
      const warnings = book === undefined ? [] : yield* warningsOf(found, rules, loose, options)
      return [...mistakes, ...warnings].toSorted(byPlace)
    },
  }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

function* warningsOf(
  found: ReadonlyMap<FileResult, readonly LooseRule[]>,
  rules: readonly Rule[],
  loose: readonly LooseRule[],
  options: AssemblyOptions,
): Generator<void, readonly Diagnostic[]> {
  const shadowed = yield* unreachableSteps(rules)
  yield
  const warnings = yield* fileWarnings(found, options)
  if (shadowed.length === 0) return warnings
  const byPath = new Map([...found.keys()].map((file) => [file.path, file]))
  return [
    ...warnings,
    ...shadowed.map(({ rule, by }) =>
      unreachableWarning(rule, by, loose[rule.index]!, byPath.get(rule.file)!),
    ),
  ]
}

function unreachableWarning(rule: Rule, by: Rule, loose: LooseRule, file: FileResult): Diagnostic {
  return file.complain({
    code: 'unreachable-rule',
    severity: 'warning',
    at: file.locate(loose, 'when'),
    message: `"${rule.name}" can never answer: "${by.name}" always comes first`,
    hint: `${by.file}:${by.line}:${by.column} matches whatever this one matches; narrow it, or put this one before it`,
  })
}

function* freezeBook(
  files: readonly FileResult[],
  rules: readonly Rule[],
  byName: ReadonlyMap<string, Rule>,
  index: KeptIndex,
): Generator<void, ScenarioBook> {
  yield
  return Object.freeze({
    files: Object.freeze(files.filter(hasPart).map(({ path }) => path)),
    rules: Object.freeze(rules),
    byName,
    index: yield* index.of(rules),
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
    rules.push(placedAt(rule, index, defaults.timing))
  }
  return { rules, loose }
}

/** A reload has most rules again, in the same places. */
function placedAt(rule: LooseRule, index: number, timing: Timing | undefined): Rule {
  const before = known.get(rule)
  if (before?.index === index && before.timing === (rule.timing ?? timing)) return before
  const now = Object.freeze(placed(rule, index, timing))
  known.set(rule, now)
  return now
}

const known = new WeakMap<LooseRule, Rule>()

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

function* duplicateNames(files: readonly FileResult[]): Generator<void, readonly Diagnostic[]> {
  const first = new Map<string, { readonly path: string; readonly place: Place }>()
  const found: Diagnostic[] = []
  for (const [index, file] of files.entries()) {
    if (index % STEP === 0) yield
    for (const { name, at, place } of file.names) {
      const before = first.get(name)
      if (before === undefined) {
        first.set(name, { path: file.path, place })
        continue
      }
      const there = `${before.path}:${before.place.line}:${before.place.column}`
      const hint = `it is given at ${there} too; names are unique among all files`
      found.push(file.complain({ code: 'duplicate-name', at, message: `the name "${name}" is taken`, hint }))
    }
  }
  return found
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
