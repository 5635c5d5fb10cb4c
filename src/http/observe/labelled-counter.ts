/** Names come from clients: what a label has beyond so many values is counted as one more, and so are combinations beyond all. */
const MOST_VALUES = 200
const MOST_SERIES = 2000
const OTHER = 'other'

interface Series {
  readonly values: readonly string[]
  count: number
}

/** What was counted, by one value after another: quicker to find than by a text of them all. */
interface Branch extends Map<string, Branch | Series> {}

/** Counts by the values of some labels. */
export class LabelledCounter {
  readonly labels: readonly string[]
  readonly #root: Branch = new Map()
  #series: Series[] = []
  /** What each label has had, in their order. */
  readonly #values: readonly Set<string>[]

  constructor(labels: readonly string[]) {
    this.labels = labels
    this.#values = labels.map(() => new Set())
  }

  /** One more for these values, or so many; they stand in the order of the labels. */
  add(values: readonly string[], count = 1): void {
    const known = this.#find(values)
    if (known !== undefined) known.count += count
    else this.#addNew(values, count)
  }

  #find(values: readonly string[]): Series | undefined {
    let found: Branch | Series | undefined = this.#root
    for (let index = 0; index < values.length; index++) {
      found = (found as Branch).get(values[index]!)
      if (found === undefined) return undefined
    }
    return found as Series
  }

  #addNew(given: readonly string[], count: number): void {
    const values = given.map((value, index) => (this.#takes(this.#values[index]!, value) ? value : OTHER))
    const isFull = this.#series.length >= MOST_SERIES && this.#find(values) === undefined
    const kept = isFull ? this.labels.map(() => OTHER) : values
    const known = this.#find(kept)
    if (known === undefined) this.#put({ values: kept, count })
    else known.count += count
  }

  #put(series: Series): void {
    this.#series.push(series)
    const last = series.values.length - 1
    let branch = this.#root
    for (const value of series.values.slice(0, last)) {
      const next = (branch.get(value) as Branch | undefined) ?? new Map<string, Branch | Series>()
      branch.set(value, next)
      branch = next
    }
    branch.set(series.values[last]!, series)
  }

  #takes(known: Set<string>, value: string): boolean {
    return known.has(value) || (known.size < MOST_VALUES && known.add(value).has(value))
  }

  clear(): void {
    this.#root.clear()
    this.#series = []
    for (const values of this.#values) values.clear()
  }

  series(): readonly Series[] {
    return this.#series
  }
}
