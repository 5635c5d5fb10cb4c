import { TimerQueue } from './timer-queue.ts'

/** Where time comes from while a plan is played. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Calls back once `now()` has reached `due`, never at once; the result cancels it. `what`: who waits, for people. */
  at(due: number, callback: () => void, what?: string): () => void
  /** Where time waits for bytes to leave: it stands still until the result is called. */
  hold?(): () => void
}

/** Real time. All who wait share one timer of the system. */
class WallClock implements Clock {
  readonly #queue = new TimerQueue()
  #timer: NodeJS.Timeout | undefined
  #armedFor = Infinity

  readonly now = (): number => performance.now()

  readonly at = (due: number, callback: () => void, what = ''): (() => void) => {
    if (due <= performance.now()) {
      const turn = setImmediate(callback)
      return () => clearImmediate(turn)
    }
    const timer = this.#queue.add(due, callback, what)
    if (due < this.#armedFor) this.#arm(due)
    return () => {
      this.#queue.cancel(timer)
      if (this.#queue.size === 0) this.#disarm()
    }
  }

  #arm(due: number): void {
    clearTimeout(this.#timer)
    this.#armedFor = due
    // Never early: who is called too soon would have to wait once more.
    const wait = Math.max(0, Math.ceil(due - performance.now()))
    this.#timer = setTimeout(this.#run, Math.min(wait, LONGEST))
  }

  #disarm(): void {
    clearTimeout(this.#timer)
    this.#armedFor = Infinity
  }

  readonly #run = (): void => {
    const began = performance.now()
    let now = began
    try {
      for (let timer = this.#queue.take(now); timer !== undefined; timer = this.#queue.take(now)) {
        timer.callback()
        now = performance.now()
        // Others want to be read in between; who is late stays so by this much at most.
        if (now - began > STRETCH) break
      }
    } finally {
      this.#armedFor = Infinity
      const { next } = this.#queue
      if (next < Infinity) this.#arm(next)
    }
  }
}

/** So long may callbacks run before the event loop has its turn, ms. */
const STRETCH = 8
/** The system's timers take no longer times, ms. */
const LONGEST = 2 ** 31 - 1

export const wallClock: Clock = new WallClock()
