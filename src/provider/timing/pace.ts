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
  const firstAt = reading + drawer(timing.first_token_ms, timing.first_jitter, timing, random).next()
  return new DrawnPace(firstAt, gapsOf(timing, random))
}

/** Durations that are drawn one after the other, ms. */
interface Durations {
  next(): number
  /** A time and so many durations behind it: a sum of many small numbers, in that order. */
  after(at: number, count: number): number
}

/** A class: its times are drawn for every token, and a closure's variable takes an allocation for each. */
class DrawnPace implements Pace {
  readonly firstAt: number
  private readonly gaps: Durations
  private at: number
  private isFirst = true

  constructor(firstAt: number, gaps: Durations) {
    this.firstAt = firstAt
    this.at = firstAt
    this.gaps = gaps
  }

  next(delayMs?: number): number {
    if (delayMs !== undefined) this.at += delayMs
    else if (!this.isFirst) this.at += this.gaps.next()
    this.isFirst = false
    return this.at
  }

  after(count: number): number {
    if (count <= 0) return this.at
    this.at = this.gaps.after(this.at, this.isFirst ? count - 1 : count)
    this.isFirst = false
    return this.at
  }
}

function gapsOf(timing: Timing, random: Random): Durations {
  const { gaps_ms: recorded, gap_ms: given, tokens_per_second: speed } = timing
  if (recorded !== undefined && recorded.length > 0) {
    let count = 0
    return new Drawn(() => recorded[count++ % recorded.length]!)
  }
  const gap = given ?? (speed === 0 ? 0 : 1000 / speed)
  return drawer(gap, timing.gap_jitter, timing, random)
}

/** Where the tails of the bell curves are cut off, in standard deviations: once in 2,000 draws. */
const TAIL = 3.5

/** `own`: a jitter of its own, where it has one. */
function drawer(
  duration: Duration,
  own: number | undefined,
  { jitter: shared, distribution = 'uniform' }: Timing,
  random: Random,
): Durations {
  const jitter = own ?? shared
  if (typeof duration !== 'number') return new Drawn(() => percentileAt(duration, random.next()))
  if (jitter === 0 || duration === 0) return new Drawn(() => duration)
  if (distribution === 'uniform') return new Uniform(duration, jitter, random)
  if (distribution === 'normal')
    return new Drawn(() => Math.max(0, duration * (1 + jitter * deviation(random))))
  return new Lognormal(duration, jitter, random)
}

class Drawn implements Durations {
  readonly next: () => number

  constructor(next: () => number) {
    this.next = next
  }

  after(from: number, count: number): number {
    let at = from
    for (let left = count; left > 0; left--) at += this.next()
    return at
  }
}

// Classes with the sum in them: a number that a closure gives back takes an allocation, and a long answer has thousands.

class Uniform implements Durations {
  private readonly duration: number
  private readonly jitter: number
  private readonly random: Random

  constructor(duration: number, jitter: number, random: Random) {
    this.duration = duration
    this.jitter = jitter
    this.random = random
  }

  next(): number {
    return this.duration * (1 + this.jitter * (2 * this.random.next() - 1))
  }

  after(from: number, count: number): number {
    const { duration, jitter, random } = this
    let at = from
    for (let left = count; left > 0; left--) at += duration * (1 + jitter * (2 * random.next() - 1))
    return at
  }
}

/** A lognormal with this mean whose standard deviation is the jitter's share of it. */
class Lognormal implements Durations {
  private readonly duration: number
  private readonly variance: number
  private readonly spread: number
  private readonly random: Random

  constructor(duration: number, jitter: number, random: Random) {
    this.duration = duration
    this.variance = Math.log(1 + jitter * jitter)
    this.spread = Math.sqrt(this.variance)
    this.random = random
  }

  next(): number {
    return this.duration * Math.exp(this.spread * deviation(this.random) - this.variance / 2)
  }

  after(from: number, count: number): number {
    const { duration, variance, spread, random } = this
    let at = from
    for (let left = count; left > 0; left--)
      at += duration * Math.exp(spread * deviation(random) - variance / 2)
    return at
  }
}

function deviation(random: Random): number {
  return Math.max(-TAIL, Math.min(TAIL, normalAt(random.next())))
}
