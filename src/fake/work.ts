/** Thrown when the work takes more steps than any honest schema needs. */
export class OutOfSteps extends Error {}

/** Steps of some 16 µs. Counted, not timed: the same schema has the same answer on every machine. */
export interface Steps {
  left: number
}

let current: Steps = { left: Infinity }

/** Does work that may take so many steps, and no more. */
export function within<T>(steps: Steps, work: () => T): T {
  const before = current
  current = steps
  try {
    return work()
  } finally {
    current = before
  }
}

/** Charges for work. @throws OutOfSteps when it was the last */
export function spend(steps: number): void {
  current.left -= steps
  if (current.left < 0) throw new OutOfSteps()
}
