/** Counts by name. One look-up counts: with thousands of names each costs a trip to main memory. */
export class Counter {
  readonly #counts = new Map<string, { count: number }>()

  /** The count after this one, or after so many. */
  add(name: string, count = 1): number {
    const known = this.#counts.get(name)
    if (known !== undefined) return (known.count += count)
    this.#counts.set(name, { count })
    return count
  }

  /** 0 for a name that was never counted. */
  of(name: string): number {
    return this.#counts.get(name)?.count ?? 0
  }

  /** Every name that was counted. */
  all(): ReadonlyMap<string, number> {
    return new Map(Array.from(this.#counts, ([name, { count }]) => [name, count]))
  }

  /** Counts as they were told of by `all`. */
  restore(counts: ReadonlyMap<string, number>): void {
    this.#counts.clear()
    for (const [name, count] of counts) this.#counts.set(name, { count })
  }

  delete(name: string): void {
    this.#counts.delete(name)
  }

  clear(): void {
    this.#counts.clear()
  }
}
