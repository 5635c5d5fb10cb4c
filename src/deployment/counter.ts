/** Counts by name. One look-up counts: with thousands of names each costs a trip to main memory. */
export class Counter {
  readonly #counts = new Map<string, Count>()
  /** Those that were counted with a place, by its last bits: as many as there are counts, or up to twice as many. */
  #placed: (Count | undefined)[] = []

  /**
   * The count after this one, or after so many. `place`: a number that the name has for now, and hardly another one: its count is
   * found by it at once, where the name would have to be looked up.
   */
  add(name: string, count = 1, place?: number): number {
    if (place === undefined) return (this.#of(name).count += count)
    const at = place & (this.#placed.length - 1)
    const known = this.#placed[at]
    if (known !== undefined && known.name === name) return (known.count += count)
    const found = this.#of(name)
    this.#place(place, found)
    return (found.count += count)
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
    this.clear()
    for (const [name, count] of counts) this.#counts.set(name, { name, count })
  }

  delete(name: string): void {
    this.#counts.delete(name)
    this.#placed = []
  }

  clear(): void {
    this.#counts.clear()
    this.#placed = []
  }

  #of(name: string): Count {
    let it = this.#counts.get(name)
    if (it === undefined) this.#counts.set(name, (it = { name, count: 0 }))
    return it
  }

  #place(place: number, it: Count): void {
    const { size } = this.#counts
    if (this.#placed.length < size)
      this.#placed = Array.from({ length: 2 ** Math.ceil(Math.log2(size)) }, () => undefined)
    this.#placed[place & (this.#placed.length - 1)] = it
  }
}

interface Count {
  readonly name: string
  count: number
}
