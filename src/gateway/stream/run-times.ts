/** When the events of a run leave, and how long after the one before each came: ms. */
export interface RunTimes {
  /** Whole. */
  readonly gaps: readonly number[]
  /** After the request was accepted. */
  readonly leaves: readonly number[]
}

/**
 * `kept`: which of the deployment's events go on; `times`: when each came, `lastAt`: what came before the first, ms after
 * `startAt`.
 */
export function runTimes(
  kept: readonly number[],
  times: readonly number[],
  lastAt: number,
  startAt: number,
): RunTimes {
  const gaps: number[] = []
  const leaves: number[] = []
  let last = lastAt
  for (let index = 0; index < kept.length; index++) {
    const at = times[kept[index]!]!
    gaps.push(Math.round(at - last))
    leaves.push(startAt + at)
    last = at
  }
  return { gaps, leaves }
}
