/** Names come from clients: what a label has beyond so many values is counted as one more, and so are combinations beyond all. */
const MOST_VALUES = 200
const MOST_SERIES = 2000
const OTHER = 'other'

/** Counts by the values of some labels. */
export class LabelledCounter {
  readonly labels: readonly string[]
  readonly #counts = new Map<string, { readonly values: readonly string[]; count: number }>()

  /** What each label has had, in their order. */
  readonly #values: readonly Set<string>[]

  constructor(labels: readonly string[]) {
    this.labels = labels
    this.#values = labels.map(() => new Set())
  }

  /** One more for these values, or so many; they stand in the order of the labels. */
  add(values: readonly string[], count = 1): void {
    const key = values.join('\n')
    const known = this.#counts.get(key)
    if (known !== undefined) known.count += count
    else this.#addNew(values, count)
  }

  #addNew(given: readonly string[], count: number): void {
    const values = given.map((value, index) => (this.#takes(this.#values[index]!, value) ? value : OTHER))
    const isFull = this.#counts.size >= MOST_SERIES && !this.#counts.has(values.join('\n'))
    const kept = isFull ? this.labels.map(() => OTHER) : values
    const key = kept.join('\n')
    const known = this.#counts.get(key)
    if (known === undefined) this.#counts.set(key, { values: kept, count })
    else known.count += count
  }

  #takes(known: Set<string>, value: string): boolean {
    return known.has(value) || (known.size < MOST_VALUES && known.add(value).has(value))
  }

  clear(): void {
    this.#counts.clear()
    for (const values of this.#values) values.clear()
  }

  series(): Iterable<{ readonly values: readonly string[]; readonly count: number }> {
    return this.#counts.values()
  }
}
