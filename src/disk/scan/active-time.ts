/** How often it ticks, and the most that one tick counts, ms. */
const TICK = 10
const MOST = 25

/**
 * Time in which this process could work, ms. Where the machine stands still or the event loop is stuck, whoever writes a
 * file may have been stuck too: that a file did not change meanwhile says nothing.
 */
export class LivingClock {
  #ms = 0
  #last = performance.now()
  readonly #timer = setInterval(() => this.#tick(), TICK)

  /** Since it was made. */
  get ms(): number {
    return this.#ms
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const now = performance.now()
    this.#ms += Math.min(now - this.#last, MOST)
    this.#last = now
  }
}
