import type { Random } from '../../random/random.ts'
import type { Duration, Timing } from '../../scenario/timing.ts'
import { percentileAt } from './percentiles.ts'
import { normalAt } from './normal.ts'

/** When the pieces of an answer leave, one call a piece: milliseconds since the request. */
export interface Pace {
  /** The first piece of content, and what leaves before it. */
  readonly firstAt: number
  /** The time of the next piece; `delayMs` waits so long after the one before it, instead of the pace. */
  next(delayMs?: number): number
  /** The time of the last of so many pieces that follow; the one before them where there are none. */
  after(count: number): number
}

/** A first token, once the prompt was read, then one chunk after another. `promptTokens` is asked only if it matters. */
export function createPace(timing: Timing, random: Random, promptTokens: () => number): Pace {
  const { prompt_ms_per_1000_tokens: promptMs = 0 } = timing
  const reading = promptMs === 0 ? 0 : (promptMs * promptTokens()) / 1000
  const firstAt = reading + drawer(timing.first_token_ms, timing.first_jitter, timing, random)()
  return new DrawnPace(firstAt, gapsOf(timing, random))
}

/** A class: its times are drawn for every token, and a closure's variable takes an allocation for each. */
class DrawnPace implements Pace {
  readonly firstAt: number
  private readonly gap: () => number
  private at: number
  private isFirst = true

  constructor(firstAt: number, gap: () => number) {
    this.firstAt = firstAt
    this.at = firstAt
    this.gap = gap
  }

  next(delayMs?: number): number {
    if (delayMs !== undefined) this.at += delayMs
    else if (!this.isFirst) this.at += this.gap()
    this.isFirst = false
    return this.at
  }

  after(count: number): number {
    if (count <= 0) return this.at
    let at = this.at
    for (let left = this.isFirst ? count - 1 : count; left > 0; left--) at += this.gap()
    this.isFirst = false
    this.at = at
    return at
  }
}

function gapsOf(timing: Timing, random: Random): () => number {
  const { gaps_ms: recorded, gap_ms: given, tokens_per_second: speed } = timing
  if (recorded !== undefined && recorded.length > 0) {
    let count = 0
    return () => recorded[count++ % recorded.length]!
  }
  const gap = given ?? (speed === 0 ? 0 : 1000 / speed)
  return drawer(gap, timing.gap_jitter, timing, random)
}

/** Where the tails of the bell curves are cut off, in standard deviations: once in 2,000 draws. */
const TAIL = 3.5

/** Gives one duration after the other, ms. `own`: its jitter, where it has one of its own. */
function drawer(
  duration: Duration,
  own: number | undefined,
  { jitter: shared, distribution = 'uniform' }: Timing,
  random: Random,
): () => number {
  const jitter = own ?? shared
  if (typeof duration !== 'number') return () => percentileAt(duration, random.next())
  if (jitter === 0 || duration === 0) return () => duration
  if (distribution === 'uniform') return () => duration * (1 + jitter * (2 * random.next() - 1))
  if (distribution === 'normal') return () => Math.max(0, duration * (1 + jitter * deviation(random)))
  // A lognormal with this mean whose standard deviation is the jitter's share of it.
  const variance = Math.log(1 + jitter * jitter)
  const spread = Math.sqrt(variance)
  return () => duration * Math.exp(spread * deviation(random) - variance / 2)
}

function deviation(random: Random): number {
  return Math.max(-TAIL, Math.min(TAIL, normalAt(random.next())))
}
