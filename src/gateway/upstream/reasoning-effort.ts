import type { UpstreamRules } from '../profiles/profile.ts'

/** A count that a number would round is a bigint. */
type Count = number | bigint

interface Reasoning {
  readonly effort?: string
  readonly max_tokens?: Count
}

/** Azure counts no reasoning tokens: of a client that does, older lines make an effort. */
export function reasoningEffort(
  request: Readonly<Record<string, unknown>>,
  { translatesReasoning }: UpstreamRules,
): string | undefined {
  const { effort, max_tokens: budget } = (request['reasoning'] ?? {}) as Reasoning
  if (!translatesReasoning) return effort
  if (effort !== undefined) return effort === 'minimal' ? 'low' : effort
  if (budget === undefined) return undefined
  const most = request['max_completion_tokens'] as Count | undefined
  return effortOfBudget(Number(budget), Number(most ?? DEFAULT_COMPLETION_TOKENS))
}

const DEFAULT_COMPLETION_TOKENS = 4096
const LEAST_BUDGET = 1

function effortOfBudget(budget: number, most: number): string {
  if (budget <= 0) return 'none'
  if (most <= LEAST_BUDGET) return most <= 0 ? 'medium' : 'high'
  const share = (Math.min(budget, most) - LEAST_BUDGET) / (most - LEAST_BUDGET)
  return share <= 0.25 ? 'low' : share <= 0.6 ? 'medium' : 'high'
}
