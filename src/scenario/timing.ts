/** The pace of an answer. Everything in it is drawn from the seed: the same request takes the same times. */
export interface Timing {
  /** From the request to the first piece of content. */
  readonly first_token_ms: Duration
  /** 0: all tokens at once. Not looked at where `gap_ms` or `gaps_ms` stands. */
  readonly tokens_per_second: number
  /** By what share each duration varies, 0 to 1; those given by percentiles and recorded gaps do not vary by it. */
  readonly jitter: number
  /** The same for the first token, and for the rest, where it differs: a time that somebody wrote is exact. */
  readonly first_jitter?: number
  readonly gap_jitter?: number
  /** How it varies; `uniform` unless given. */
  readonly distribution?: Distribution
  /** From one chunk to the next, in place of `tokens_per_second`. */
  readonly gap_ms?: Duration
  /** Recorded gaps between the chunks, ms, begun anew when they are used up. */
  readonly gaps_ms?: readonly number[]
  /** Reading the prompt: so many ms before the first token for each 1,000 of its tokens. */
  readonly prompt_ms_per_1000_tokens?: number
}

/** `uniform`: within ± the jitter's share. `normal`, `lognormal`: the share is the standard deviation; the mean stays. */
export type Distribution = (typeof distributions)[number]
export const distributions = ['uniform', 'normal', 'lognormal'] as const

/** Milliseconds, or how they spread. */
export type Duration = number | Percentiles

/** Points of a distribution, by rising percent: `[50, 300]` means that half of all take at most 300 ms. */
export interface Percentiles {
  readonly points: readonly (readonly [percent: number, ms: number])[]
}
