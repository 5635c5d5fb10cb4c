import { foldCase } from './fold.ts'
import type { Pattern } from './pattern.ts'

/** What a value must be like. `loose`: the value is a text by nature (a header), so `5` in a file means "5". */
export type Matcher =
  | { readonly op: 'equals'; readonly value: unknown; readonly loose: boolean }
  | { readonly op: 'contains' | 'starts_with' | 'ends_with'; readonly text: string; readonly folded: string }
  | { readonly op: 'matches'; readonly pattern: Pattern }
  | { readonly op: 'exists'; readonly wanted: boolean }
  | { readonly op: 'gt' | 'gte' | 'lt' | 'lte'; readonly bound: number }
  | { readonly op: 'any' | 'all'; readonly of: readonly Matcher[] }
  | { readonly op: 'not'; readonly of: Matcher }

/**
 * Whether values satisfy a matcher. A subject may have several values (the offered tools): one of them is enough, for each
 * part of a matcher anew. An absent subject has none.
 */
export function matches(matcher: Matcher, values: readonly unknown[], folding: Folding): boolean {
  switch (matcher.op) {
    case 'any':
      return matcher.of.some((part) => matches(part, values, folding))
    case 'all':
      return matcher.of.every((part) => matches(part, values, folding))
    case 'not':
      return !matches(matcher.of, values, folding)
    case 'exists':
      return values.length > 0 === matcher.wanted
    default:
      for (let at = 0; at < values.length; at++) if (matchesOne(matcher, values[at], folding)) return true
      return false
  }
}

/** Takes the case of texts away, and may remember what it folded. */
export interface Folding {
  fold(text: string): string
}

/** The first pattern of a matcher that takes part in the match, with its captures. */
export function capturesOf(matcher: Matcher, values: readonly unknown[]): readonly string[] | undefined {
  if (matcher.op === 'matches') return firstCaptures(matcher.pattern, values)
  if (matcher.op !== 'any' && matcher.op !== 'all') return undefined
  for (const part of matcher.of) {
    const captures = capturesOf(part, values)
    if (captures !== undefined) return captures
  }
  return undefined
}

/** A matcher in words; equal matchers give equal words. */
export function describeMatcher(matcher: Matcher): string {
  switch (matcher.op) {
    case 'equals':
      return matcher.loose ? JSON.stringify(String(matcher.value)) : JSON.stringify(matcher.value)
    case 'matches':
      return `matches ${matcher.pattern.written}`
    case 'exists':
      return matcher.wanted ? 'is present' : 'is absent'
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return `${matcher.op.replace('_', ' ')} ${JSON.stringify(matcher.text)}`
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return `${SIGNS[matcher.op]} ${matcher.bound}`
    case 'not':
      return `not (${describeMatcher(matcher.of)})`
    default:
      return matcher.of.length === 0
        ? `${matcher.op} of nothing`
        : matcher.of.map(describeMatcher).join(matcher.op === 'any' ? ' or ' : ' and ')
  }
}

type SingleMatcher = Exclude<Matcher, { readonly op: 'any' | 'all' | 'not' | 'exists' }>

const SIGNS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function matchesOne(matcher: SingleMatcher, value: unknown, folding: Folding): boolean {
  switch (matcher.op) {
    case 'equals':
      return matcher.loose && isScalar(value)
        ? String(value) === String(matcher.value)
        : deepEqual(value, matcher.value)
    case 'contains':
      if (Array.isArray(value))
        return value.some((item) => isScalar(item) && folding.fold(String(item)) === matcher.folded)
      return isScalar(value) && folding.fold(String(value)).includes(matcher.folded)
    case 'starts_with':
      return isScalar(value) && folding.fold(String(value)).startsWith(matcher.folded)
    case 'ends_with':
      return isScalar(value) && folding.fold(String(value)).endsWith(matcher.folded)
    case 'matches':
      return isScalar(value) && matcher.pattern.test(String(value), folding.fold(String(value)))
    default:
      return compare(matcher.op, value, matcher.bound)
  }
}

function compare(op: 'gt' | 'gte' | 'lt' | 'lte', value: unknown, bound: number): boolean {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || Number.isNaN(number)) return false
  if (op === 'gt') return number > bound
  if (op === 'gte') return number >= bound
  if (op === 'lt') return number < bound
  return number <= bound
}

function firstCaptures(pattern: Pattern, values: readonly unknown[]): readonly string[] | undefined {
  for (const value of values) {
    if (!isScalar(value)) continue
    const text = String(value)
    if (pattern.test(text, foldCase(text))) return pattern.captures(text)
  }
  return undefined
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => deepEqual(item, b[i]))
    )
  }
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key as never], b[key as never]))
  )
}
