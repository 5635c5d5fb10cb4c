import { foldCase } from '../match/fold.ts'
import type { Matcher } from '../match/matcher.ts'
import { compilePattern, splitPattern } from '../match/pattern.ts'
import type { Kind, Node } from '../../shape/source/tree.ts'
import { either, list, named, turned } from '../../shape/combine.ts'
import { anyJson } from '../../shape/json-value.ts'
import { map, property } from '../../shape/maps.ts'
import { boolean, nothing, number, text } from '../../shape/scalars.ts'
import { suggest } from '../../shape/shape.ts'
import type { ReadContext, Shape } from '../../shape/shape.ts'

/** How a plain value is meant. `contains` for prose; `loose` for texts by nature (headers); `strict` for JSON values. */
export type MatchStyle = 'contains' | 'loose' | 'strict'

/** A matcher: a plain value, `/regex/flags`, a list (one of) or a map of tests that must all pass. */
export function matcher(style: MatchStyle): Shape<Matcher> {
  return MATCHERS[style]
}

/** A count from 1: a number, a list of them or a map of tests. */
export const countMatcher: Shape<Matcher> = named(
  'number_matcher',
  ['number', 'list', 'map'],
  'a number, list of numbers or map of tests',
  () => either(oneCount, anyOf(oneCount), countTests()),
)

const oneCount = turned(number({ integer: true, min: 1 }), (value) => equals(value, 'strict'))

/** true or false. */
export const booleanMatcher: Shape<Matcher> = turned(boolean(), (value) => equals(value, 'strict'))

const ALL_KINDS: readonly Kind[] = ['text', 'number', 'boolean', 'null', 'list', 'map']
const WANT = 'a text, /regex/, list or map of tests'

const MATCHERS: Readonly<Record<MatchStyle, Shape<Matcher>>> = {
  contains: named('text_matcher', ['text', 'list', 'map'], WANT, () => oneMatcher('contains')),
  loose: named('value_matcher', ['text', 'number', 'boolean', 'list', 'map'], WANT, () =>
    oneMatcher('loose'),
  ),
  strict: named('json_matcher', ALL_KINDS, WANT, () => oneMatcher('strict')),
}

function oneMatcher(style: MatchStyle): Shape<Matcher> {
  const single = plain(style)
  return either(single, anyOf(single), tests(style))
}

/** A plain value of one style. */
function plain(style: MatchStyle): Shape<Matcher> {
  const words = writtenMatcher(style)
  if (style === 'contains') return words
  const scalars = [
    words,
    turned(number(), (value, node) => equals(style === 'loose' ? written(node) : value, style)),
    turned(boolean(), (value) => equals(value, style)),
  ] as const
  return style === 'loose'
    ? either(...scalars)
    : either(
        ...scalars,
        turned(nothing(), () => equals(null, style)),
      )
}

function writtenMatcher(style: MatchStyle): Shape<Matcher> {
  return turned(text({ filled: style === 'contains' }), (value, node, context, label) =>
    textMatcher(value, style, node, context, label),
  )
}

/** A text or a map of tests; for places where a list has a meaning of its own. */
export function textOrTests(style: MatchStyle): readonly [Shape<Matcher>, Shape<Matcher>] {
  return [writtenMatcher(style), tests(style)]
}

function anyOf(single: Shape<Matcher>): Shape<Matcher> {
  return turned(list(single, { min: 1 }), (of): Matcher => (of.length === 1 ? of[0]! : { op: 'any', of }))
}

/** `{ contains: …, not: … }`: all of them. */
function tests(style: MatchStyle): Shape<Matcher> {
  const words = text({ filled: true })
  const part = (op: 'contains' | 'starts_with' | 'ends_with') =>
    turned(words, (value): Matcher => ({ op, text: value, folded: foldCase(value) }))
  const keys = {
    equals: property(
      turned(anyJson(), (value) => equals(value, style)),
      'Is exactly this value. A list or map is compared as a whole.',
    ),
    contains: property(part('contains'), 'Holds this text, in upper or lower case.'),
    matches: property(
      turned(words, (value, node, context, label) => patternMatcher(value, node, context, label)),
      'Matches this regular expression (RE2 syntax): /source/flags with the flags i, m, s, u, or the source alone.',
    ),
    starts_with: property(part('starts_with'), 'Begins with this text, in upper or lower case.'),
    ends_with: property(part('ends_with'), 'Ends with this text, in upper or lower case.'),
    one_of: property(anyOf(plain(style)), 'Fits at least one of these values.'),
    exists: property(
      turned(boolean(), (wanted): Matcher => ({ op: 'exists', wanted })),
      'true: it must be there. false: it must not.',
    ),
    ...BOUNDS,
    not: property(negated(MATCHERS[style]), NOT),
  }
  const shape = map(keys, {
    want: 'a map of tests',
    filled: EMPTY,
    hint: (key) =>
      `${suggest(key, Object.keys(keys))}${style === 'strict' ? '; for a value inside write its path: "metadata.tenant": acme' : ''}`,
  })
  return turned(shape, (found) => allTests(found))
}

/** What makes sense of a number that is always there. */
function countTests(): Shape<Matcher> {
  const keys = {
    equals: property(oneCount, 'Is exactly this number.'),
    one_of: property(anyOf(oneCount), 'Is one of these numbers.'),
    ...BOUNDS,
    not: property(negated(countMatcher), NOT),
  }
  return turned(map(keys, { want: 'a map of tests', filled: EMPTY }), (found) => allTests(found))
}

const NOT = 'Does not fit this matcher.'
const EMPTY = 'give a test, e.g. { equals: … }'

const bound = (op: 'gt' | 'gte' | 'lt' | 'lte') =>
  turned(number(), (value): Matcher => ({ op, bound: value }))

const BOUNDS = {
  gt: property(bound('gt'), 'Is greater than this number.'),
  gte: property(bound('gte'), 'Is this number or greater.'),
  lt: property(bound('lt'), 'Is less than this number.'),
  lte: property(bound('lte'), 'Is this number or less.'),
}

function allTests(found: object): Matcher {
  const of = Object.values(found) as readonly Matcher[]
  return of.length === 1 ? of[0]! : { op: 'all', of }
}

function negated(shape: Shape<Matcher>): Shape<Matcher> {
  return turned(shape, (of): Matcher => ({ op: 'not', of }))
}

function textMatcher(
  value: string,
  style: MatchStyle,
  node: Node,
  context: ReadContext,
  label: string,
): Matcher | undefined {
  if (splitPattern(value) !== undefined) return patternMatcher(value, node, context, label)
  return style === 'contains'
    ? { op: 'contains', text: value, folded: foldCase(value) }
    : equals(value, style)
}

function patternMatcher(value: string, node: Node, context: ReadContext, label: string): Matcher | undefined {
  const { source, flags } = splitPattern(value) ?? { source: value, flags: '' }
  const pattern = compilePattern(source, flags)
  if (!('problem' in pattern)) return { op: 'matches', pattern }
  context.report({ code: 'bad-regex', at: node, message: `${label}: ${pattern.problem}`, hint: pattern.hint })
  return undefined
}

function equals(value: unknown, style: MatchStyle): Matcher {
  return { op: 'equals', value, loose: style !== 'strict' }
}

function written(node: Node): string {
  return 'written' in node ? node.written : ''
}
