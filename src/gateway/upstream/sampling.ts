/** Parameters that a reasoning model refuses. */
const SAMPLING = ['temperature', 'top_p', 'logprobs', 'top_logprobs'] as const

/** Takes them away where the deployment goes by the name of such a model: the o series and gpt-5, but not its chat models. */
export function stripSampling(upstream: Record<string, unknown>, model: string): void {
  if (!/^(?:o\d|gpt-5)/i.test(model) || /chat/i.test(model)) return
  for (const name of SAMPLING) delete upstream[name]
}
