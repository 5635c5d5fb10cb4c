/** A figure of several rounds. */
export interface Figure {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], at: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(at * values.length))]!
}

export function figure(values: readonly number[]): Figure {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}

export function ratios(of: readonly number[], to: readonly number[]): Figure {
  return figure(of.map((value, round) => value / to[round]!))
}
