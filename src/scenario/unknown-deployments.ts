import type { Condition } from './match/condition.ts'
import type { Matcher } from './match/matcher.ts'

/**
 * The deployments that a rule waits for, when none of them is known: it can never answer. `undefined` when one is known,
 * or when it cannot be told.
 */
export function unknownDeployments(
  conditions: readonly Condition[],
  known: readonly string[],
): readonly string[] | undefined {
  for (const condition of conditions) {
    if (condition.kind !== 'is' || condition.subject.path !== 'deployment') continue
    const names = namesIn(condition.matcher)
    if (names !== undefined && !names.some((name) => known.includes(name))) return names
  }
  return undefined
}

function namesIn(matcher: Matcher): readonly string[] | undefined {
  if (matcher.op === 'equals') return [String(matcher.value)]
  if (matcher.op !== 'any') return undefined
  const names = matcher.of.map(namesIn)
  return names.includes(undefined) ? undefined : names.flatMap((it) => it ?? [])
}
