import type { Held } from './watched-server.ts'

export interface Reading extends Held {
  /** In the store; 0 without one. */
  readonly keys: number
}

/** A soak's reading is of the warm-up until this share of the run is over. */
export const WARM_UP = 0.4

/** By how much a figure may be higher at the end than after the warm-up: this much, or this share, whichever is more. */
const ROOM: Readonly<Record<keyof Reading, { readonly more: number; readonly share: number }>> = {
  bytes: { more: 4 * 2 ** 20, share: 0.1 },
  rss: { more: 40 * 2 ** 20, share: 0.2 },
  sockets: { more: 1, share: 0 },
  timers: { more: 2, share: 0 },
  files: { more: 2, share: 0 },
  keys: { more: 0, share: 0 },
}

/**
 * What grew: the median of the last third of the readings against that of the first third, both after the warm-up. Needs
 * at least six readings after it to say anything.
 */
export function growth(readings: readonly Reading[]): readonly string[] {
  const settled = readings.slice(Math.ceil(readings.length * WARM_UP))
  const third = Math.floor(settled.length / 3)
  if (third < 2) return [`${readings.length} readings are too few to tell growth`]
  return (Object.keys(ROOM) as (keyof Reading)[]).flatMap((key) => {
    const [before, after] = [median(settled.slice(0, third), key), median(settled.slice(-third), key)]
    const { more, share } = ROOM[key]
    return after - before > Math.max(more, before * share) ? [`${key} grew from ${before} to ${after}`] : []
  })
}

function median(readings: readonly Reading[], key: keyof Reading): number {
  const sorted = readings.map((reading) => reading[key]).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
