/** Upper bounds of the buckets, seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** How often durations fell into each bucket. */
export class Histogram {
  /** Each with those that fell into it and no earlier one. */
  readonly buckets = BOUNDS.map((le) => ({ le, count: 0 }))
  sum = 0
  count = 0

  /** Counts a duration, seconds. */
  add(seconds: number): void {
    this.sum += seconds
    this.count++
    const bucket = this.buckets.find(({ le }) => seconds <= le)
    if (bucket !== undefined) bucket.count++
  }
}
