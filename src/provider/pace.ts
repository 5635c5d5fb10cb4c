import type { Dice } from '../dice.ts'
import type { Timing } from '../scenario/timing.ts'

/** When the pieces of an answer leave, one call a piece: milliseconds since the request. */
export interface Pace {
  readonly firstAt: number
  /** The time of the next piece; `delayMs` waits instead of the pace. */
  next(delayMs?: number): number
}

/** A first token, then one token after another, each gap off by at most the jitter's share. */
export function createPace(timing: Timing, dice: Dice): Pace {
  const gap = timing.tokens_per_second === 0 ? 0 : 1000 / timing.tokens_per_second
  const vary = (ms: number) => (timing.jitter === 0 ? ms : ms * (1 + timing.jitter * (2 * dice.next() - 1)))
  const firstAt = vary(timing.first_token_ms)
  let at = firstAt
  let first = true
  return {
    firstAt,
    next(delayMs) {
      if (delayMs !== undefined) at += delayMs
      else if (!first) at += vary(gap)
      first = false
      return at
    },
  }
}
