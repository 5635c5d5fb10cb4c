import { BoundedMap } from '../../values/bounded-map.ts'
import { re2 } from '../../values/re2.ts'
import { matcherOf } from './match.ts'
import { parsePattern, widthOf, workOf, type Pattern } from './parse.ts'
import { re2Source } from './re2-source.ts'
import { toJavaScript, UnusablePattern } from './to-javascript.ts'
import { SchemaProblem } from '../problem.ts'
import { spend } from '../work.ts'

/** A pattern of a schema, ready to test strings in bounded time and to be written from. */
export interface CheckedPattern {
  readonly source: string
  readonly tree: Pattern
  /** @throws OutOfSteps when the schema has had its work */
  test(text: string): boolean
}

const MAX_WIDTH = 65_536
const MAX_LENGTH = 20_000
const cache = new BoundedMap<string, CheckedPattern | SchemaProblem>(500)

/** Steps of work: reading a pattern, and so many of its characters. */
const READING = 4
const CHARACTERS = 200
/** Instructions of the linear engine for one step, each of them at one character. */
const INSTRUCTIONS = 8_000

/**
 * Nothing that a schema asks for ever runs on JavaScript's own engine, which some patterns keep busy for ever.
 * @throws SchemaProblem when the pattern is no regular expression, or only fits texts of an absurd length
 */
export function checkPattern(source: string, path: string): CheckedPattern {
  // Charged for a known one too: an answer must not depend on what was asked before.
  spend(READING + source.length / CHARACTERS)
  const found = cache.use(source, () => attempt(source))
  if (found instanceof SchemaProblem) throw new SchemaProblem(path, found.message)
  return found
}

/** The test alone, for a pattern that was checked before. */
export function patternTest(source: string): (text: string) => boolean {
  const known = cache.get(source)
  return (known === undefined || known instanceof SchemaProblem ? checkPattern(source, '') : known).test
}

function attempt(source: string): CheckedPattern | SchemaProblem {
  try {
    return read(source)
  } catch (error) {
    return new SchemaProblem('', `pattern ${shorten(source)} ${reason(error)}`)
  }
}

function reason(error: unknown): string {
  if (error instanceof RangeError) return 'is nested too deeply'
  if (error instanceof UnusablePattern) return `is no regular expression that can be used: ${error.message}`
  if (error instanceof TooLarge) return error.message
  throw error
}

class TooLarge extends Error {}

function read(source: string): CheckedPattern {
  const counts = source.match(/\{\d*(,\d*)?\}/g) ?? []
  if (source.length > MAX_LENGTH || counts.some((text) => largest(text) > MAX_WIDTH))
    throw new TooLarge('repeats too often to make a text for')
  const tree = parsePattern(toJavaScript(source))
  if (widthOf(tree.options).min > MAX_WIDTH || workOf(tree.options) > 2 * MAX_WIDTH)
    throw new TooLarge(`only fits texts longer than ${MAX_WIDTH} characters`)
  return { source, tree, test: tester(tree) }
}

function largest(counts: string): number {
  return Math.max(...(counts.match(/\d+/g) ?? ['0']).map(Number))
}

/** The linear engine, or the own one, which counts its steps, for what that cannot read. */
function tester(tree: Pattern): (text: string) => boolean {
  let engine: ((text: string) => boolean) | undefined
  return (text) => (engine ??= linear(tree) ?? matcherOf(tree))(text)
}

function linear(tree: Pattern): ((text: string) => boolean) | undefined {
  const source = re2Source(tree)
  if (source === undefined) return undefined
  try {
    const compiled = re2().compile(source)
    const size = compiled.programSize()
    return (text) => {
      spend(0.2 + (text.length * size) / INSTRUCTIONS)
      return compiled.test(text)
    }
  } catch {
    return undefined
  }
}

function shorten(source: string): string {
  return JSON.stringify(source.length > 60 ? `${source.slice(0, 57)}…` : source)
}
