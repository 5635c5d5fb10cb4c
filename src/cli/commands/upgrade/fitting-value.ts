import { createRandom } from '../../../random/random.ts'
import { fakeValue } from '../../../fake/fake-value.ts'
import type { Matcher } from '../../../scenario/match/matcher.ts'
import { splitPattern } from '../../../scenario/match/pattern.ts'

/** A value that a condition holds for; undefined where none is known, or where the value must be absent. */
export function fittingValue(matcher: Matcher): unknown {
  switch (matcher.op) {
    case 'equals':
      return matcher.value
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return matcher.text
    case 'matches':
      return fittingText(matcher.pattern.written)
    case 'exists':
      return matcher.wanted ? 'something' : undefined
    case 'gt':
      return matcher.bound + 1
    case 'lt':
      return matcher.bound - 1
    case 'gte':
    case 'lte':
      return matcher.bound
    case 'any':
      return matcher.of.map(fittingValue).find((value) => value !== undefined)
    case 'all':
      return together(matcher.of)
    case 'not':
      return undefined
  }
}

/** Of several texts the one that holds all of them; of other values the first. */
function together(parts: readonly Matcher[]): unknown {
  const values = parts.map(fittingValue).filter((value) => value !== undefined)
  if (values.length < 2 || !values.every((value) => typeof value === 'string')) return values[0]
  const rank = (op: string) => (op === 'starts_with' ? 0 : op === 'ends_with' ? 2 : 1)
  const ordered = parts
    .filter((part) => fittingValue(part) !== undefined)
    .toSorted((a, b) => rank(a.op) - rank(b.op))
  return ordered.map(fittingValue).join(' ')
}

/** Always the same text for a pattern. */
function fittingText(written: string): string | undefined {
  const { source } = splitPattern(written) ?? { source: written }
  const made = fakeValue({ type: 'string', pattern: source }, createRandom(1))
  return made.ok ? String(made.value) : undefined
}
