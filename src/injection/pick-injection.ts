import type { Random } from '../random/random.ts'
import type { Injection } from '../scenario/order.ts'

/** One of the injections, by weight. */
export function pickInjection(injections: readonly Injection[], random: Random): Injection {
  const [only] = injections
  if (injections.length === 1) return only!
  let at = random.next() * injections.reduce((sum, { weight }) => sum + weight, 0)
  for (const injection of injections) {
    at -= injection.weight
    if (at < 0) return injection
  }
  return injections.at(-1)!
}
