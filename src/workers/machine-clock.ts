/**
 * The clock that all processes of a machine share tells whole multiples of this, ms. Sums and differences of them with ms since
 * 1970 are exact: whoever compares two of them finds the same.
 */
const GRAIN = 1 / 1024
/** How well it is known, in the end, how many ms since 1970 it was when that clock began. */
export const CLOSE = 0.01
/** The clock of the system is set, or coarser than a millisecond: nobody waits for more readings. */
const MOST_READINGS = 100_000

/** A clock that all processes of a machine share, ms. */
export function sharedNow(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return inGrains(seconds * 1000 + nanoseconds / 1e6)
}

/**
 * How many ms since 1970 it was when that clock began, within `CLOSE`. `date` tells whole milliseconds, and a process may have to
 * wait between any two readings: so each reading says between what the answer lies, and there are as many until that is close.
 */
export function sharedSince1970(date: () => number = Date.now, shared: () => number = sharedNow): number {
  let least = -Infinity
  let most = Infinity
  for (let readings = 0; most - least > CLOSE && readings < MOST_READINGS; readings++) {
    const before = shared()
    const at = date()
    const after = shared()
    least = Math.max(least, at - after)
    most = Math.min(most, at + 1 - before)
    if (least > most) [least, most] = [at - after, at + 1 - before]
  }
  return inGrains((least + most) / 2)
}

function inGrains(ms: number): number {
  return Math.round(ms / GRAIN) * GRAIN
}
