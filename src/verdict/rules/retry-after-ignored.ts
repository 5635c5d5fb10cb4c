import { pairsOf } from '../group-attempts.ts'
import type { ClientRule } from '../rule.ts'
import { seconds } from '../words.ts'

/** Clocks differ, and a timer may be early: so much sooner than asked is still in time. */
const TOLERANCE_SHARE = 0.05
const TOLERANCE_MS = 50

/** The answer said when to come back; the client came before. */
export const retryAfterIgnored: ClientRule = {
  code: 'retry-after-ignored',
  severity: 'error',
  title: 'came back before Retry-After allowed it',
  advice:
    'Wait at least as long as Retry-After (or retry-after-ms) says before asking again, also when it is long.',
  judge({ requests }) {
    const asked = requests.flatMap(pairsOf).flatMap((pair) => {
      const wanted = pair.before.retryAfterMs
      return pair.before.result === 'retryable' && wanted !== undefined && wanted > 0
        ? [{ ...pair, wanted }]
        : []
    })
    return {
      occasions: asked.length,
      wrong: asked
        .filter(({ waited, wanted }) => waited < wanted * (1 - TOLERANCE_SHARE) - TOLERANCE_MS)
        .map(({ before, next, waited, wanted }) => ({
          attempts: [before, next],
          evidence: `${before.id} was answered ${before.status} with Retry-After ${seconds(wanted)}; ${next.id} came after ${seconds(waited)}`,
        })),
    }
  },
}
