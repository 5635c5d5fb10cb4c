import { setTimeout as pause } from 'node:timers/promises'

/** What whoever waits for files to rest goes by. A test moves one of its own. */
export interface DiskClock {
  /** Time in which this process could work since the clock was made, ms. */
  readonly ms: number
  /** The time by the clock of the files, ms since 1970. */
  readonly date: number
  pause(ms: number): Promise<unknown>
  stop(): void
}

/** How often it ticks, and the most that one tick counts, ms. */
const TICK = 10
const MOST = 25

/**
 * Counts only time in which this process could work. Where the machine stands still or the event loop is stuck, whoever
 * writes a file may have been stuck too: that a file did not change meanwhile says nothing.
 */
export class LivingClock implements DiskClock {
  #ms = 0
  #last = performance.now()
  readonly #timer = setInterval(() => this.#tick(), TICK)
  readonly pause = pause

  get ms(): number {
    this.#tick()
    return this.#ms
  }

  get date(): number {
    return Date.now()
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
