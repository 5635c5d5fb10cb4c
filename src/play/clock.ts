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
    const timer = setTimeout(callback, Math.max(0, due - performance.now()))
    return () => clearTimeout(timer)
  },
}
