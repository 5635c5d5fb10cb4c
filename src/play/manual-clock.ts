import type { Clock } from './clock.ts'

interface Timer {
  readonly due: number
  readonly callback: () => void
}

/** Time that stands still until it is advanced. */
export class ManualClock implements Clock {
  readonly #startDate: number
  readonly #timers = new Set<Timer>()
  #now = 0
  /** Callbacks of timers that were due when they were set. */
  #soon = 0
  #advancing: Promise<void> = Promise.resolve()

  /** `startDate`: what the date is at the beginning, milliseconds since 1970. */
  constructor(startDate: number) {
    this.#startDate = startDate
  }

  readonly now = (): number => this.#now

  /** Milliseconds since 1970. */
  readonly date = (): number => this.#startDate + Math.floor(this.#now)

  readonly at = (due: number, callback: () => void): (() => void) => {
    if (due <= this.#now) return this.#callSoon(callback)
    const timer = { due, callback }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** How many wait for time to pass. */
  get waiting(): number {
    return this.#timers.size
  }

  /**
   * Lets so many milliseconds pass. Everybody who waits is called when it is their turn, in the order of due times, and
   * what that leads to happens before time moves on. Settles when everything due has happened.
   */
  advance(ms: number): Promise<void> {
    this.#advancing = this.#advancing.then(() => this.#moveTo(this.#now + ms))
    return this.#advancing
  }

  async #moveTo(target: number): Promise<void> {
    await this.#settle()
    for (let due = this.#nextDue(); due <= target; due = this.#nextDue()) {
      this.#now = due
      const now = Array.from(this.#timers).filter((timer) => timer.due === due)
      for (const timer of now) if (this.#timers.delete(timer)) timer.callback()
      await this.#settle()
    }
    this.#now = target
  }

  #nextDue(): number {
    let next = Infinity
    for (const { due } of this.#timers) next = Math.min(next, due)
    return next
  }

  /** Writes leave, and those who had nothing to wait for go on. */
  async #settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve))
    while (this.#soon > 0)
  }

  #callSoon(callback: () => void): () => void {
    this.#soon++
    let pending = true
    const turn = setImmediate(() => {
      pending = false
      this.#soon--
      callback()
    })
    return () => {
      if (!pending) return
      pending = false
      this.#soon--
      clearImmediate(turn)
    }
  }
}
