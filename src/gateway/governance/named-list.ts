import type { GovernanceRules } from '../profiles/governance-rules.ts'

/** Who is named in a list of a virtual key: `*` stands for all; what an empty list stands for depends on the line. */
export function namesIn(
  list: readonly string[],
  { emptyLists }: Pick<GovernanceRules, 'emptyLists'>,
): readonly string[] | 'any' {
  return list.includes('*') || (list.length === 0 && emptyLists === 'all') ? 'any' : list
}
