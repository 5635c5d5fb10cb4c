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

/** Keys of which at least one is true whenever the condition holds. */
export type KeySet = readonly AccessKey[]

/** The ways to look a condition up; none when no index can help. */
export function accessKeys(condition: Condition): readonly KeySet[] {
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

const MOST_KEYS = 64

function matcherKeys(matcher: Matcher, subject: Subject): readonly KeySet[] {
  switch (matcher.op) {
    case 'equals': {
      const value = exactKey(matcher.value)
      return value === undefined ? [] : [[{ kind: 'exact', subject, value }]]
    }
    case 'contains':
      // Of a list it means one of its items, and those are not in the index.
      return subject.path.startsWith('body.') ? [] : [[{ kind: 'literal', subject, value: matcher.folded }]]
    case 'starts_with':
    case 'ends_with':
      return [[{ kind: 'literal', subject, value: matcher.folded }]]
    case 'matches':
      return matcher.pattern.literals === undefined
        ? []
        : [matcher.pattern.literals.map((value) => ({ kind: 'literal', subject, value }))]
    case 'all':
      return matcher.of.flatMap((part) => matcherKeys(part, subject))
    case 'any':
      return union(matcher.of.map((part) => matcherKeys(part, subject)))
    default:
      return []
  }
}

/** One alternative of each; nothing when one of them cannot be looked up. */
function union(alternatives: readonly (readonly KeySet[])[]): readonly KeySet[] {
  const keys: AccessKey[] = []
  for (const sets of alternatives) {
    const [first] = sets
    if (first === undefined) return []
    keys.push(...first)
  }
  return keys.length > MOST_KEYS ? [] : [keys]
}

function toolResultKeys(name: Matcher): readonly KeySet[] {
  return matcherKeys(name, plainSubject('tools')).flatMap((keys) =>
    keys.every((key) => key.kind === 'exact')
      ? [keys.map(({ value }) => ({ kind: 'tool_result' as const, value }))]
      : [],
  )
}
