/** The pace of an answer. */
export interface Timing {
  /** From the request to the first token, ms. */
  readonly first_token_ms: number
  /** 0: all tokens at once. */
  readonly tokens_per_second: number
  /** Share by which each gap may differ, 0 to 1. */
  readonly jitter: number
}

/** Paces by name. The models' figures are round numbers of what such deployments usually show. */
export const timingProfiles: Readonly<Record<string, Timing>> = {
  instant: { first_token_ms: 0, tokens_per_second: 0, jitter: 0 },
  'gpt-4o': { first_token_ms: 450, tokens_per_second: 80, jitter: 0.25 },
  'gpt-4o-mini': { first_token_ms: 350, tokens_per_second: 110, jitter: 0.25 },
  'gpt-4.1': { first_token_ms: 500, tokens_per_second: 75, jitter: 0.25 },
  'gpt-4.1-mini': { first_token_ms: 400, tokens_per_second: 95, jitter: 0.25 },
  'o3-mini': { first_token_ms: 4500, tokens_per_second: 140, jitter: 0.3 },
  slow: { first_token_ms: 3000, tokens_per_second: 12, jitter: 0.4 },
}

export const timingNames: readonly string[] = Object.keys(timingProfiles)

/** What a timing without all its figures is completed with. */
export const DEFAULT_TIMING: Timing = timingProfiles['gpt-4o']!
