import type { RE2JS } from 're2js'
import { re2 } from '../../values/re2.ts'
import { matchPattern } from './match.ts'
import {
  parsePattern,
  pieceWidth,
  widthOf,
  workOf,
  type Pattern,
  type Piece,
  type Sequence,
} from './parse.ts'
import { SchemaProblem } from '../problem.ts'

/** A pattern of a schema, ready to test strings in bounded time and to be written from. */
export interface CheckedPattern {
  readonly source: string
  readonly tree: Pattern
  test(text: string): boolean
}

const MAX_WIDTH = 65_536
/** JavaScript reads these otherwise than RE2 does, or not at all. */
const ONLY_RE2 = /\\[AzZQECaGh]|\(\?[a-zA-Z-]+[:)]|\(\?P|\[\[:|\[\^?\]/
const cache = new Map<string, CheckedPattern>()

/** @throws SchemaProblem when the pattern is no regular expression, or only fits texts of an absurd length */
export function checkPattern(source: string, path: string): CheckedPattern {
  const known = cache.get(source)
  if (known !== undefined) return known
  const numbers = source.match(/\{\d+(,\d*)?\}/g) ?? []
  if (source.length > 20_000 || numbers.some((text) => Number(/\d+/.exec(text)![0]) > MAX_WIDTH))
    throw new SchemaProblem(path, `pattern ${shorten(source)} repeats too often to make a text for`)
  const { tree, expression } = read(source, path)
  if (widthOf(tree.options).min > MAX_WIDTH || workOf(tree.options) > 2 * MAX_WIDTH)
    throw new SchemaProblem(
      path,
      `pattern ${shorten(source)} only fits texts longer than ${MAX_WIDTH} characters`,
    )
  const checked = { source, tree, test: tester(source, tree, expression) }
  if (cache.size > 2_000) cache.clear()
  cache.set(source, checked)
  return checked
}

/** The test alone, for a pattern that was checked before. */
export function patternTest(source: string): (text: string) => boolean {
  return checkPattern(source, '').test
}

/** `u` first, as validators do; without it for the many patterns that escape more than `u` allows. */
function read(source: string, path: string): { tree: Pattern; expression: RegExp } {
  for (const flags of ['u', '']) {
    try {
      const expression = new RegExp(source, flags)
      return { expression, tree: parsePattern(source, flags === 'u') }
    } catch (error) {
      if (flags === '')
        throw new SchemaProblem(path, `pattern ${shorten(source)} is no regular expression: ${String(error)}`)
    }
  }
  throw new SchemaProblem(path, `pattern ${shorten(source)} is no regular expression`)
}

/** The fast engine where it cannot explode, the linear one otherwise, a step-limited one where neither serves. */
function tester(source: string, tree: Pattern, expression: RegExp): (text: string) => boolean {
  const risky = isRisky(tree.options)
  let linear: ((text: string) => boolean) | undefined
  const careful = (text: string) => (linear ??= linearTester(source, tree, expression, risky))(text)
  if (risky) return careful
  return (text) => (text.length <= 500 ? expression.test(text) : careful(text))
}

function linearTester(source: string, tree: Pattern, expression: RegExp, risky: boolean) {
  const engine = ONLY_RE2.test(source) ? undefined : compileLinear(source)
  if (engine !== undefined) return (text: string) => engine.test(text)
  return risky
    ? (text: string) => matchPattern(tree, text)
    : (text: string) => (text.length > 20_000 ? matchPattern(tree, text) : expression.test(text))
}

function compileLinear(source: string): RE2JS | undefined {
  try {
    return re2().compile(re2().translateRegExp(source))
  } catch {
    return undefined
  }
}

/** A loop around something that can match one text in several ways, or three loops in a row, can take for ever. */
function isRisky(options: readonly Sequence[]): boolean {
  let loops = 0
  const visit = (piece: Piece): boolean => {
    if (piece.kind === 'group' || piece.kind === 'look')
      return piece.options.some((sequence) => sequence.some(visit))
    if (piece.kind !== 'repeat') return false
    if (piece.max > 10) {
      loops++
      const width = pieceWidth(piece.piece)
      const inner = piece.piece
      if (width.min !== width.max || (inner.kind === 'group' && inner.options.length > 1)) return true
    }
    return visit(piece.piece)
  }
  return options.some((sequence) => sequence.some(visit)) || loops > 3
}

function shorten(source: string): string {
  return JSON.stringify(source.length > 60 ? `${source.slice(0, 57)}…` : source)
}
