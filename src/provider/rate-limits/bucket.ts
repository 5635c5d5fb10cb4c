/** What one minute's allowance of something is worth for a millisecond: amounts are counted in 60,000ths, so that no refill is lost to rounding. */
const PER_UNIT = 60_000

export interface Room {
  /** Milliseconds until it fits; 0: now. `Infinity`: it never fits. */
  readonly waitMs: number
}

/** What was taken of an allowance, as plain data. */
export interface BucketDump {
  readonly debt: number
  readonly at: number
  readonly ahead: readonly { readonly at: number; readonly cost: number }[]
}

/**
 * An allowance that refills continuously: so much a minute, never more than its capacity. All sums are whole numbers, so
 * what is told is exact: it fits after `waitMs`, and not one millisecond earlier.
 */
export class Bucket {
  readonly perMinute: number
  /** In 60,000ths. */
  readonly #capacity: number
  #debt = 0
  #at = 0
  /** Taken for moments that have not come yet: a gateway's retry is worked out when its first try is. By time. */
  #ahead: { readonly at: number; readonly cost: number }[] = []

  /** `windowMs`: the capacity is what comes in so many ms, and at least 1. */
  constructor(perMinute: number, windowMs: number) {
    this.perMinute = perMinute
    this.#capacity = Math.max(PER_UNIT, perMinute * windowMs)
  }

  /** Whether `amount` fits at a moment. `clock`: now, ms since 1970; `at`: the moment, not before. */
  room(amount: number, at: number, clock: number): Room {
    const cost = amount * PER_UNIT
    if (cost > this.#capacity) return { waitMs: Infinity }
    this.#settle(clock)
    if (this.#fits(cost, at)) return { waitMs: 0 }
    const last = Math.max(at, this.#at, this.#ahead.at(-1)?.at ?? 0)
    const over = Math.max(0, this.#debtAt(last) + cost - this.#capacity)
    return { waitMs: last - at + Math.ceil(over / this.perMinute) }
  }

  /** Takes what fits. */
  take(amount: number, at: number): void {
    this.#ahead.push({ at, cost: amount * PER_UNIT })
    this.#ahead.sort((a, b) => a.at - b.at)
  }

  /** Undoes a `take` that was just made. */
  refund(amount: number, at: number): void {
    const index = this.#ahead.findIndex((taken) => taken.at === at && taken.cost === amount * PER_UNIT)
    if (index !== -1) this.#ahead.splice(index, 1)
  }

  /** How much is left at a moment, in whole units. */
  left(at: number): number {
    return Math.max(0, Math.floor((this.#capacity - this.#debtAt(at)) / PER_UNIT))
  }

  /** Milliseconds until nothing of it is used any more. */
  fullIn(at: number): number {
    return Math.ceil(this.#debtAt(at) / this.perMinute)
  }

  dump(): BucketDump {
    return { debt: this.#debt, at: this.#at, ahead: this.#ahead }
  }

  restore({ debt, at, ahead }: BucketDump): void {
    this.#debt = debt
    this.#at = at
    this.#ahead = [...ahead]
  }

  #settle(clock: number): void {
    while (this.#ahead[0] !== undefined && this.#ahead[0].at <= clock) {
      const { at, cost } = this.#ahead.shift()!
      this.#debt = this.#refilled(this.#debt, at - this.#at) + cost
      this.#at = Math.max(this.#at, at)
    }
  }

  /** The debt never exceeds the capacity, neither then nor at what was taken for later. */
  #fits(cost: number, at: number): boolean {
    let debt = this.#debtAt(at) + cost
    let last = at
    if (debt > this.#capacity) return false
    for (const later of this.#ahead) {
      if (later.at <= at) continue
      debt = this.#refilled(debt, later.at - last) + later.cost
      last = later.at
      if (debt > this.#capacity) return false
    }
    return true
  }

  #debtAt(at: number): number {
    let debt = this.#debt
    let last = this.#at
    for (const taken of this.#ahead) {
      if (taken.at > at) break
      debt = this.#refilled(debt, taken.at - last) + taken.cost
      last = Math.max(last, taken.at)
    }
    return this.#refilled(debt, at - last)
  }

  #refilled(debt: number, ms: number): number {
    return Math.max(0, debt - Math.max(0, ms) * this.perMinute)
  }
}
