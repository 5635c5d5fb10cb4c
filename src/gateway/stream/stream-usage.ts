/** A count that a number would round is a bigint. */
type Count = number | bigint

/** Token counts of an answer, as the gateway decoded them. */
export type Usage = Record<string, unknown> & {
  prompt_tokens?: Count
  completion_tokens?: Count
  total_tokens?: Count
}

/** Whether the counts of the prompt and of all tokens are there, and none that a number would round. */
export function hasPlainCounts(
  usage: Usage,
): usage is Usage & { readonly prompt_tokens: number; readonly total_tokens: number } {
  return typeof usage.prompt_tokens === 'number' && typeof usage.total_tokens === 'number'
}

/** Adds the usage of one more chunk: of each count the largest, the total at least their sum, of the details the last. */
export function addUsage(sum: Usage, usage: Usage): void {
  for (const key of ['prompt_tokens', 'completion_tokens', 'total_tokens'] as const) {
    sum[key] = larger(sum[key] ?? 0, usage[key] ?? 0)
  }
  sum.total_tokens = larger(sum.total_tokens ?? 0, plus(sum.prompt_tokens ?? 0, sum.completion_tokens ?? 0))
  for (const key of ['prompt_tokens_details', 'completion_tokens_details', 'cost'] as const) {
    if (usage[key] !== undefined) sum[key] = usage[key]
  }
}

function larger(a: Count, b: Count): Count {
  return b > a ? b : a
}

function plus(a: Count, b: Count): Count {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  return BigInt.asIntN(64, BigInt(a) + BigInt(b))
}
