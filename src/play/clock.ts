/** Where time comes from while a plan is played. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Calls back once `now()` has reached `due`, never at once; the result cancels it. */
  at(due: number, callback: () => void): () => void
}

/** Real time. */
export const wallClock: Clock = {
  now: () => performance.now(),
  at: (due, callback) => {
    const wait = due - performance.now()
    if (wait <= 0) {
      const turn = setImmediate(callback)
      return () => clearImmediate(turn)
    }
    const timer = setTimeout(callback, wait)
    return () => clearTimeout(timer)
  },
}
