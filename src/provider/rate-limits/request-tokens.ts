import type { ChatRequest } from '../../request/chat-request.ts'
import type { UpstreamRequest } from '../../contracts/upstream.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import { promptTokens } from '../format/usage.ts'

/** What a request counts for its answer when it sets no bound: the default of the completions API, as has been seen in `x-ratelimit-remaining-tokens`. */
const UNBOUNDED = 16

/**
 * The tokens that a request counts against the limit of its deployment. Azure decides when the request comes, by an estimate
 * that is not corrected afterwards: the prompt, and the longest answer that the request allows, for each of its choices
 * (Microsoft: "Manage Azure OpenAI in Foundry Models quota", "Understanding rate limits"). Counted from what the deployment
 * receives: a parameter that the gateway drops does not count.
 */
export function requestTokens(request: ChatRequest, upstream: UpstreamRequest, tokenizer: Tokenizer): number {
  const { value } = upstream
  const most = number(value['max_completion_tokens']) ?? number(value['max_tokens']) ?? UNBOUNDED
  return promptTokens({ request, upstream }, tokenizer) + most * (number(value['n']) ?? 1)
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 1 ? Math.floor(value) : undefined
}
