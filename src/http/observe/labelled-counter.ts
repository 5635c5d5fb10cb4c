/** Names come from clients: more combinations than this are counted together. */
const MOST_SERIES = 1000
const OTHER = 'other'

/** Counts by the values of some labels. */
export class LabelledCounter {
  readonly labels: readonly string[]
  readonly #counts = new Map<string, { readonly values: readonly string[]; count: number }>()

  #other = 0

  constructor(labels: readonly string[]) {
    this.labels = labels
  }

  /** One more for these values, or so many; they stand in the order of the labels. */
  add(values: readonly string[], count = 1): void {
    const key = values.join('\n')
    const known = this.#counts.get(key)
    if (known !== undefined) known.count += count
    else if (this.#counts.size < MOST_SERIES) this.#counts.set(key, { values, count })
    else this.#other += count
  }

  clear(): void {
    this.#counts.clear()
    this.#other = 0
  }

  *series(): Iterable<{ readonly values: readonly string[]; readonly count: number }> {
    yield* this.#counts.values()
    if (this.#other > 0) yield { values: this.labels.map(() => OTHER), count: this.#other }
  }
}
