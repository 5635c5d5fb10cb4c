import type { Percentiles } from '../../scenario/timing.ts'
import { normalAt } from './normal.ts'

/**
 * What a distribution given by some of its percentiles takes at a chance (0 to 1), ms. Between two points, and beyond the
 * outermost ones, it runs as a lognormal through them does: as far as 1 in 1,000, and never beyond a third of the lowest or
 * three times the highest. p0 and p100 are bounds. One point alone is always taken.
 */
export function percentileAt({ points }: Percentiles, chance: number): number {
  const bounds = points.filter(([percent]) => percent === 0 || percent === 100)
  const inner = points.filter(([percent]) => percent > 0 && percent < 100)
  const least = bounds.find(([percent]) => percent === 0)?.[1] ?? 0
  const most = bounds.find(([percent]) => percent === 100)?.[1] ?? Infinity
  const ms =
    inner.length > 0 ? between(inner, chance) : least + ((most === Infinity ? least : most) - least) * chance
  return Math.min(most, Math.max(least, ms))
}

type Point = readonly [percent: number, ms: number]

function between(points: readonly Point[], chance: number): number {
  const percent = Math.min(99.9, Math.max(0.1, chance * 100))
  const after = points.findIndex(([it]) => it >= percent)
  const upper = after === -1 ? points.length - 1 : Math.max(1, after)
  const [from, to] = [points[upper - 1] ?? points[0]!, points[upper] ?? points[0]!]
  if (from[0] === to[0]) return to[1]
  const start = normalAt(from[0] / 100)
  const share = (normalAt(percent / 100) - start) / (normalAt(to[0] / 100) - start)
  const [lowest, highest] = [points[0]![1] / FAR, points.at(-1)![1] * FAR]
  // A logarithm of 0 ms has no value.
  const ms =
    from[1] <= 0
      ? from[1] + (to[1] - from[1]) * share
      : from[1] * Math.exp((Math.log(to[1]) - Math.log(from[1])) * share)
  return Math.min(highest, Math.max(lowest, ms))
}

const FAR = 3
