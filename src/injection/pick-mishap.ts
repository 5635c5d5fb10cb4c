import type { Random } from '../random/random.ts'
import type { Mishap } from '../scenario/order.ts'

/** One of the mishaps, by weight. */
export function pickMishap(mishaps: readonly Mishap[], random: Random): Mishap {
  const [only] = mishaps
  if (mishaps.length === 1) return only!
  let at = random.next() * mishaps.reduce((sum, { weight }) => sum + weight, 0)
  for (const mishap of mishaps) {
    at -= mishap.weight
    if (at < 0) return mishap
  }
  return mishaps.at(-1)!
}
