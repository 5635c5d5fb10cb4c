import type { ErrorSpec } from '../../scenario/outcome.ts'
import type { HeaderList } from '../../message/headers.ts'

/** Which allowance is used up, and for how long. */
export interface Refusal {
  readonly by: 'requests' | 'tokens'
  /** Milliseconds until the same request gets through. */
  readonly retryAfterMs: number
}

/** What Azure tells a client whose request can never get through: a day. Milliseconds. */
export const NEVER_MS = 86_400_000

/** Azure's 429. `url`: of the call, for the version that the sentence names. */
export function refusalError({ by, retryAfterMs }: Refusal, url: string): ErrorSpec {
  const seconds = Math.ceil(retryAfterMs / 1000)
  const version = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('api-version') ?? '2024-10-21'
  const rate = by === 'requests' ? 'call' : 'token'
  return {
    name: by === 'requests' ? 'azure.call_rate_limit' : 'azure.rate_limit',
    message: `Requests to the ChatCompletions_Create Operation under Azure OpenAI API version ${version} have exceeded ${rate} rate limit of your current OpenAI S0 pricing tier. Please retry after ${seconds} second${seconds === 1 ? '' : 's'}.`,
    retry_after: retryAfterMs / 1000,
    headers: resetHeader(by, seconds),
  }
}

/** Azure sends it with a refusal alone, in whole seconds. */
function resetHeader(by: Refusal['by'], seconds: number): HeaderList {
  return [[`x-ratelimit-reset-${by}`, String(seconds)]]
}
