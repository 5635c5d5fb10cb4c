import type { Clock } from '../../src/play/clock.ts'

/** Time that moves only when it is told to, at once, and also late. */
export class TestClock implements Clock {
  #now: number
  readonly #timers = new Set<{ readonly due: number; readonly callback: () => void }>()

  constructor(start = 0) {
    this.#now = start
  }

  readonly now = (): number => this.#now

  readonly at = (due: number, callback: () => void): (() => void) => {
    const timer = { due, callback }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Callbacks that wait. */
  get waiting(): number {
    return this.#timers.size
  }

  /** When the next callback is due; undefined when none waits. */
  get next(): number | undefined {
    return this.#timers.size === 0 ? undefined : Math.min(...[...this.#timers].map(({ due }) => due))
  }

  /** Moves to `now`, calling back in the order of due times, each at its own time. */
  moveTo(now: number): void {
    for (let next = this.next; next !== undefined && next <= now; next = this.next) {
      this.#now = Math.max(this.#now, next)
      const due = [...this.#timers].filter((timer) => timer.due === next)
      for (const timer of due) {
        if (this.#timers.delete(timer)) timer.callback()
      }
    }
    this.#now = Math.max(this.#now, now)
  }

  /** Wakes whoever is due next, but late by `ms`: as a busy machine does. */
  moveLate(ms: number): void {
    const { next } = this
    if (next === undefined) return
    this.#now = next + ms
    this.moveTo(this.#now)
  }
}
