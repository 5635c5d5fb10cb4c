import type { ScenarioBook } from './book.ts'
import type { Diagnostic } from './diagnostic.ts'
import { unreachable } from './match/shadow.ts'
import { createRuleIndex } from './match/rule-index.ts'
import { readFile } from './read-file.ts'
import type { FileResult, LooseRule, SourceFile } from './read-file.ts'
import type { Rule } from './rule.ts'
import type { KnownNames } from './schema/shape.ts'
import type { Timing } from './timing.ts'

export interface BookOptions {
  /** Names of the error catalogue; without them every name passes. */
  readonly errorNames?: readonly string[]
  /** Names of the faults; without them every name passes. */
  readonly faultNames?: readonly string[]
  /** What holds where neither a rule nor its file says otherwise. */
  readonly defaults?: { readonly timing?: Timing }
}

export interface BookResult {
  /** `undefined` when there is an error in any file. */
  readonly book: ScenarioBook | undefined
  /** By file, then by place. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface BookBuilder {
  build(files: readonly SourceFile[]): BookResult
}

/** Files' text → a book, or all their mistakes. */
export function buildBook(files: readonly SourceFile[], options: BookOptions = {}): BookResult {
  return createBookBuilder(options).build(files)
}

/** Builds books again and again: a file whose text did not change is not read anew. */
export function createBookBuilder(options: BookOptions = {}): BookBuilder {
  const names: KnownNames = { errors: options.errorNames, faults: options.faultNames }
  let known = new Map<string, { text: SourceFile['text']; result: FileResult }>()
  return {
    build(files) {
      const next = new Map<string, { text: SourceFile['text']; result: FileResult }>()
      for (const file of [...files].sort((a, b) => compareText(a.path, b.path))) {
        const before = known.get(file.path)
        const same = before !== undefined && sameText(before.text, file.text)
        next.set(file.path, same ? before : { text: file.text, result: readFile(file, names) })
      }
      known = next
      return assemble(
        [...next.values()].map(({ result }) => result),
        options,
      )
    },
  }
}

function assemble(files: readonly FileResult[], options: BookOptions): BookResult {
  const origin = new Map<LooseRule, FileResult>()
  for (const file of files) for (const rule of file.rules) origin.set(rule, file)
  const loose = [...origin.keys()]
  const errors = [...files.flatMap((file) => file.diagnostics), ...duplicateNames(files)]
  const rules = inMatchingOrder(loose, options)
  // Beside an error a warning would often be its echo.
  const warnings = (errors.length > 0 ? [] : unreachable(rules)).map(({ rule, by }) => {
    const file = origin.get(loose[rule.loose]!)!
    return file.complain({
      code: 'unreachable-rule',
      severity: 'warning',
      at: file.locate(loose[rule.loose]!, 'when'),
      message: `"${rule.name}" can never answer: "${by.name}" always comes first`,
      hint: `${by.file}:${by.line}:${by.column} matches whatever this one matches; narrow it, or put this one before it`,
    })
  })
  const diagnostics = [...errors, ...warnings].sort(byPlace)
  const book = errors.length > 0 ? undefined : freezeBook(files, rules)
  return { book, diagnostics }
}

function freezeBook(files: readonly FileResult[], ordered: readonly OrderedRule[]): ScenarioBook {
  const rules = ordered.map(({ loose: _loose, ...rule }): Rule => Object.freeze(rule))
  return Object.freeze({
    files: Object.freeze(files.map(({ path }) => path)),
    rules: Object.freeze(rules),
    byName: new Map(rules.map((rule) => [rule.name, rule])),
    index: createRuleIndex(rules),
  })
}

/** `loose`: where the rule stood in the order of the files. */
type OrderedRule = Rule & { readonly loose: number }

function inMatchingOrder(
  loose: readonly LooseRule[],
  { defaults = {} }: BookOptions,
): readonly OrderedRule[] {
  return loose
    .map((rule, position) => ({ ...defaults, ...rule, loose: position }))
    .sort((a, b) => b.priority - a.priority || a.loose - b.loose)
    .map((rule, index) => ({ ...rule, index }))
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
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function sameText(a: SourceFile['text'], b: SourceFile['text']): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
