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
  // Of the right length from the beginning: the journal keeps them.
  // oxlint-disable-next-line unicorn/no-new-array -- `Array.from` takes ten times as long
  const gaps = new Array<number>(kept.length)
  const goesOnWhole = startAt === 0 && kept.length === times.length
  // oxlint-disable-next-line unicorn/no-new-array
  const leaves = goesOnWhole ? undefined : new Array<number>(kept.length)
  let last = lastAt
  for (let index = 0; index < kept.length; index++) {
    const at = times[kept[index]!]!
    gaps[index] = Math.round(at - last)
    if (leaves !== undefined) leaves[index] = startAt + at
    last = at
  }
  return { gaps, leaves: leaves ?? times }
}
