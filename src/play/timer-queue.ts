/** Somebody who waits. */
export interface Waiting {
  readonly due: number
  readonly callback: () => void
  readonly what: string
  /** Called or cancelled: it only has not left the queue yet. */
  over: boolean
  /** The order of equals. */
  readonly number: number
}

/** Those who wait, by due time; of equals the one that came first. A binary heap: adding and taking cost the logarithm of their number. */
export class TimerQueue {
  #heap: Waiting[] = []
  #count = 0
  #over = 0

  /** How many wait. */
  get size(): number {
    return this.#heap.length - this.#over
  }

  add(due: number, callback: () => void, what: string): Waiting {
    const timer: Waiting = { due, callback, what, over: false, number: this.#count++ }
    this.#heap.push(timer)
    this.#rise(this.#heap.length - 1)
    return timer
  }

  cancel(timer: Waiting): void {
    if (timer.over) return
    timer.over = true
    this.#over++
    // A cancelled plan must not be kept alive until its time would have come.
    if (this.#over > 16 && this.#over > this.#heap.length / 2) this.#sweep()
  }

  /** When the next one is due; Infinity when nobody waits. */
  get next(): number {
    while (this.#heap[0]?.over === true) {
      this.#over--
      this.#takeFirst()
    }
    return this.#heap[0]?.due ?? Infinity
  }

  /** The next one, if it is due by then; it waits no longer. */
  take(now: number): Waiting | undefined {
    if (this.next > now) return undefined
    const timer = this.#takeFirst()
    timer.over = true
    return timer
  }

  /** All who wait, the next one first. */
  list(): readonly Waiting[] {
    return this.#heap.filter((timer) => !timer.over).sort((a, b) => (isBefore(a, b) ? -1 : 1))
  }

  #takeFirst(): Waiting {
    const heap = this.#heap
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length > 0) {
      heap[0] = last
      this.#sink(0)
    }
    return first
  }

  #sweep(): void {
    const rest = this.#heap.filter((timer) => !timer.over)
    this.#heap = rest
    this.#over = 0
    for (let at = (rest.length >> 1) - 1; at >= 0; at--) this.#sink(at)
  }

  #rise(from: number): void {
    const heap = this.#heap
    const timer = heap[from]!
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(timer, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = timer
  }

  #sink(from: number): void {
    const heap = this.#heap
    const timer = heap[from]!
    let at = from
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, timer)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = timer
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.due < b.due || (a.due === b.due && a.number < b.number)
}
