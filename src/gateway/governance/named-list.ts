import type { GovernanceRules } from '../profiles/governance-rules.ts'

/** Who is named in a list of a virtual key: what `*` and what an empty list stand for depends on the line. */
export function namesIn(
  list: readonly string[],
  { emptyLists, star }: Pick<GovernanceRules, 'emptyLists' | 'star'>,
): readonly string[] | 'any' {
  return (star === 'all' && list.includes('*')) || (list.length === 0 && emptyLists === 'all') ? 'any' : list
}
