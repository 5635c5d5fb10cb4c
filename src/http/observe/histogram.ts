/** Upper bounds of the buckets, seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** What a histogram has counted: by bucket, and in all. */
export interface HistogramCounts {
  readonly counts: readonly number[]
  readonly sum: number
  readonly count: number
}

/** How often durations fell into each bucket. */
export class Histogram {
  /** Each with those that fell into it and no earlier one. */
  readonly buckets: readonly { readonly le: number; count: number }[]
  sum = 0
  count = 0

  /** `bounds`: of the buckets, seconds. */
  constructor(bounds: readonly number[] = BOUNDS) {
    this.buckets = bounds.map((le) => ({ le, count: 0 }))
  }

  /** Counts a duration, seconds. */
  add(seconds: number): void {
    this.sum += seconds
    this.count++
    const bucket = this.buckets.find(({ le }) => seconds <= le)
    if (bucket !== undefined) bucket.count++
  }

  /** Counts what another one has counted. */
  addAll({ counts, sum, count }: HistogramCounts): void {
    this.sum += sum
    this.count += count
    for (const [index, bucket] of this.buckets.entries()) bucket.count += counts[index] ?? 0
  }

  /** What was counted, which is forgotten here. */
  take(): HistogramCounts {
    const taken = { counts: this.buckets.map((bucket) => bucket.count), sum: this.sum, count: this.count }
    for (const bucket of this.buckets) bucket.count = 0
    this.sum = 0
    this.count = 0
    return taken
  }
}
