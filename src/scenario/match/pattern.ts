import type { RE2JS } from 're2js'
import { BoundedMap } from '../../values/bounded-map.ts'
import { re2 } from '../../values/re2.ts'
import { foreignEscape, withShortNames } from './foreign-syntax.ts'
import type { PatternProblem } from './foreign-syntax.ts'
import { NativeTest } from './native-pattern.ts'
import { isPlainPattern } from './plain-pattern.ts'
import { requiredLiterals } from './required-literals.ts'
import type { LiteralSet } from './required-literals.ts'

/** A regular expression that runs in linear time, whatever the text. */
export interface Pattern {
  /** As in the file: `/source/flags`. */
  readonly written: string
  /** Every match holds a text of each of these sets, case-folded; none where none could be told. */
  readonly literals: readonly LiteralSet[]
  /** `folded` is `foldCase(text)`. */
  test(text: string, folded: string): boolean
  /**
   * The whole match and its groups ('' for a group that took no part), those with a name under it too; `undefined` without a
   * match.
   */
  captures(text: string): readonly string[] | undefined
}

/** `/source/flags`, or `undefined` for a text that is not written as one. */
export function splitPattern(written: string): { source: string; flags: string } | undefined {
  const end = written.lastIndexOf('/')
  if (!written.startsWith('/') || end < 2) return undefined
  const flags = written.slice(end + 1)
  return /^[A-Za-z]*$/.test(flags) ? { source: written.slice(1, end), flags } : undefined
}

/** Compiles a pattern, or tells in words what is wrong with it and what to do. */
export function compilePattern(source: string, flags: string): Pattern | PatternProblem {
  const foreign = wrongFlag(source, flags) ?? foreignEscape(source)
  if (foreign !== undefined) return foreign
  try {
    return remembered(source, flags)
  } catch (error) {
    return explain(error instanceof Error ? error.message : String(error))
  }
}

function wrongFlag(source: string, flags: string): PatternProblem | undefined {
  const letters = [...flags]
  const twice = letters.find((flag, at) => letters.indexOf(flag) !== at)
  const strange = letters.filter((flag) => !'imsu'.includes(flag))
  if (strange.length === 0)
    return twice === undefined
      ? undefined
      : { problem: `the flag "${twice}" stands twice after /${source}/`, hint: 'keep one of them' }
  const [flag] = strange as [string]
  return {
    problem: `unsupported flag "${flag}" after /${source}/`,
    hint:
      strange.length === 1 && Object.hasOwn(FLAG_HINTS, flag)
        ? `${FLAG_HINTS[flag]}; flags are i, m, s and u`
        : 'flags are i, m, s and u; for a text that is meant literally write { contains: … } or { equals: … }',
  }
}

const FLAG_HINTS: Readonly<Record<string, string>> = {
  g: 'leave it out: one match is enough',
  y: 'leave it out, and begin with ^',
  v: 'write u',
}

/** Scenarios of one kind share their patterns, and a reload has most of them again. */
const known = new BoundedMap<string, Pattern>(4096)

function remembered(source: string, flags: string): Pattern {
  return known.use(`${flags}/${source}`, () => {
    const compile = () => re2().compile(re2().translateRegExp(withShortNames(source)), re2Flags(flags))
    // Nothing can be wrong with a plain one: it is compiled when a text has come that it may match.
    return new LinearPattern(source, flags, isPlainPattern(source) ? lazily(compile) : ready(compile()))
  })
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function ready<T>(value: T): () => T {
  return () => value
}

/** A class: with thousands of them each closure would be another trip to main memory. */
class LinearPattern implements Pattern {
  readonly written: string
  readonly literals: readonly LiteralSet[]
  readonly #source: string
  readonly #flags: string
  readonly #compiled: () => RE2JS
  /** Made for the first text that it may match. */
  #native: NativeTest | undefined

  constructor(source: string, flags: string, compiled: () => RE2JS) {
    this.written = `/${source}/${flags}`
    this.literals = requiredLiterals(source)
    this.#source = source
    this.#flags = flags
    this.#compiled = compiled
  }

  test(text: string, folded: string): boolean {
    // Of a short text the engine tells at once; in a longer one what must be in it is found faster.
    const native = text.length <= SHORT ? this.#native : undefined
    const said = native?.test(text)
    if (said !== undefined) return said
    if (!this.literals.every((set) => set.some((literal) => folded.includes(literal)))) return false
    this.#native ??= NativeTest.of(this.#source, this.#flags)
    return (native === undefined ? this.#native.test(text) : undefined) ?? this.#compiled().test(text)
  }

  captures(text: string): readonly string[] | undefined {
    const compiled = this.#compiled()
    const matcher = compiled.matcher(text)
    if (!matcher.find()) return undefined
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '')
    return withNames(groups, compiled.namedGroups())
  }
}

const SHORT = 256

/** A list has a length already: a group of that name goes by its number alone. */
function withNames(groups: readonly string[], names: Readonly<Record<string, number>>): readonly string[] {
  for (const [name, group] of Object.entries(names))
    if (name !== 'length') Object.defineProperty(groups, name, { value: groups[group], enumerable: false })
  return groups
}

function re2Flags(flags: string): number {
  return (
    (flags.includes('i') ? re2().CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? re2().MULTILINE : 0) |
    (flags.includes('s') ? re2().DOTALL : 0)
  )
}

function explain(message: string): PatternProblem {
  const detail = message.replace(/^error parsing regexp: /, '')
  return { problem: `not a usable regular expression: ${detail}`, hint: hintFor(detail) }
}

function hintFor(detail: string): string {
  if (/`\(\?(?:=|!|<=|<!)/.test(detail)) {
    return 'look-ahead and look-behind cannot run in linear time: use all, any and not'
  }
  if (/invalid escape sequence: `\\[1-9k]/.test(detail))
    return 'back-references cannot run in linear time: leave them out'
  if (detail.includes('repeat count'))
    return 'a repeat counts to 1000 at most, those inside it included, and from the smaller number'
  if (detail.includes('character class range: `\\p') || detail.includes('character class range: `\\P'))
    return 'no such Unicode class: \\p{L}, \\p{Lu}, \\p{N}, \\p{Greek} …'
  if (detail.includes('missing closing') || detail.includes('unexpected )'))
    return 'close every bracket, or escape it with \\'
  return 'the syntax is that of RE2: no look-around, no back-references'
}
