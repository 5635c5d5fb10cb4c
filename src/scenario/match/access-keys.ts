import type { Condition } from './condition.ts'
import type { Matcher } from './matcher.ts'
import { plainSubject } from './subject.ts'
import type { Subject } from './subject.ts'

/** Something that must be true of a request for a condition to hold, and that an index can look up. */
export type AccessKey =
  | { readonly kind: 'exact'; readonly subject: Subject; readonly value: string }
  /** A value of the subject holds this text, both case-folded. */
  | { readonly kind: 'literal'; readonly subject: Subject; readonly value: string }
  | { readonly kind: 'tool_result'; readonly value: string }

/**
 * A way to look a condition up: keys of which at least one is true whenever it holds, or the ways for each of its
 * alternatives, of which one is to be chosen for each.
 */
export type Way =
  | { readonly keys: readonly AccessKey[] }
  | { readonly alternatives: readonly (readonly Way[])[] }

/** The ways to look a condition up; none when no index can help. */
export function accessKeys(condition: Condition): readonly Way[] {
  switch (condition.kind) {
    case 'is':
      return condition.subject.perRule === true ? [] : matcherKeys(condition.matcher, condition.subject)
    case 'all':
      return condition.of.flatMap(accessKeys)
    case 'any':
      return union(condition.of.map(accessKeys))
    case 'tool_result':
      return condition.name === undefined ? [] : toolResultKeys(condition.name)
    default:
      return []
  }
}

/** How a value stands in an index: texts as they are, other values as JSON. */
export function exactKey(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' || value === null
    ? JSON.stringify(value)
    : undefined
}

function matcherKeys(matcher: Matcher, subject: Subject): readonly Way[] {
  switch (matcher.op) {
    case 'equals': {
      const value = exactKey(matcher.value)
      return value === undefined ? [] : [{ keys: [{ kind: 'exact', subject, value }] }]
    }
    case 'contains':
      // Of a list it means one of its items, and those are not in the index.
      return subject.path.startsWith('body.') ? [] : [literalKeys(subject, [matcher.folded])]
    case 'starts_with':
    case 'ends_with':
      return [literalKeys(subject, [matcher.folded])]
    case 'matches':
      return matcher.pattern.literals.map((set) => literalKeys(subject, set))
    case 'all':
      return matcher.of.flatMap((part) => matcherKeys(part, subject))
    case 'any':
      return union(matcher.of.map((part) => matcherKeys(part, subject)))
    default:
      return []
  }
}

function literalKeys(subject: Subject, texts: readonly string[]): Way {
  return { keys: texts.map((value) => ({ kind: 'literal', subject, value })) }
}

/** Nothing when one of them cannot be looked up. */
function union(alternatives: readonly (readonly Way[])[]): readonly Way[] {
  return alternatives.some((ways) => ways.length === 0) ? [] : [{ alternatives }]
}

function toolResultKeys(name: Matcher): readonly Way[] {
  return matcherKeys(name, plainSubject('tools')).flatMap((way) => asToolResult(way) ?? [])
}

/** The same of the results' tools; undefined where a key is no whole name. */
function asToolResult(way: Way): Way | undefined {
  if ('alternatives' in way) {
    const alternatives = way.alternatives.map((ways) => ways.flatMap((one) => asToolResult(one) ?? []))
    return union(alternatives)[0]
  }
  return way.keys.every((key) => key.kind === 'exact')
    ? { keys: way.keys.map(({ value }) => ({ kind: 'tool_result', value })) }
    : undefined
}
