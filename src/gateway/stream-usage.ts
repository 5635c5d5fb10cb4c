/** Token counts of an answer, as the gateway decoded them. */
export type Usage = Record<string, unknown> & {
  prompt_tokens?: number
  completion_tokens?: number
  total_tokens?: number
}

/** Adds the usage of one more chunk: of each count the largest, the total at least their sum, of the details the last. */
export function addUsage(sum: Usage, usage: Usage): void {
  for (const key of ['prompt_tokens', 'completion_tokens', 'total_tokens'] as const) {
    sum[key] = Math.max(sum[key] ?? 0, usage[key] ?? 0)
  }
  sum.total_tokens = Math.max(sum.total_tokens ?? 0, (sum.prompt_tokens ?? 0) + (sum.completion_tokens ?? 0))
  for (const key of ['prompt_tokens_details', 'completion_tokens_details', 'cost'] as const) {
    if (usage[key] !== undefined) sum[key] = usage[key]
  }
}
