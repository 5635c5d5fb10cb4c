/** How many requests a provider's workers serve at once, and how many more may wait. */
export interface Workers {
  readonly count: number
  readonly buffer: number
}

/** Who is busy or waits until when, as plain data. */
export interface QueueDump {
  readonly busy: readonly number[]
  readonly waiting: readonly number[]
}

/**
 * The workers of one provider, who is busy until when: told from what was planned, in ms since 1970. A request takes
 * the worker that is free first; while none is, it waits, and when too many wait already it is dropped or waits too.
 */
export class WorkerQueue {
  /** When each worker that has a request is free again. */
  #busy: number[] = []
  /** When each request that waits will begin. */
  #waiting: number[] = []

  /** When a request that arrives at `at` begins, `Infinity` where no worker is ever free again; undefined: it is dropped. */
  enter(at: number, { count, buffer }: Workers, drops: boolean): number | undefined {
    this.#busy = this.#busy.filter((until) => until > at)
    this.#waiting = this.#waiting.filter((start) => start > at)
    if (this.#busy.length < count) return at
    if (drops && this.#waiting.length >= buffer) return undefined
    const start = this.#busy.sort(byTime).at(-count)!
    // Those that wait for ever are not counted without end.
    if (start < Infinity || this.#waiting.length < buffer) this.#waiting.push(start)
    return start
  }

  /** The request that began last keeps its worker until then; `Infinity`: for good. */
  leave(until: number): void {
    this.#busy.push(until)
  }

  dump(): QueueDump {
    return { busy: this.#busy, waiting: this.#waiting }
  }

  restore({ busy, waiting }: QueueDump): void {
    this.#busy = [...busy]
    this.#waiting = [...waiting]
  }

  /** How many are served and how many wait at a moment. */
  load(at: number, count: number): { readonly busy: number; readonly waiting: number } {
    const running = this.#busy.filter((until) => until > at).length
    return { busy: Math.min(running, count), waiting: this.#waiting.filter((start) => start > at).length }
  }
}

/** Not by their difference: that of two endless ones is no number. */
function byTime(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
