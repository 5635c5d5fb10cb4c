import type { Attempt } from '../attempt.ts'
import type { ClientRule } from '../rule.ts'
import { seconds } from '../words.ts'

/** Many attempts at one thing in a short time. */
export const retryStorm: ClientRule = {
  code: 'retry-storm',
  severity: 'error',
  title: 'too many attempts in a short time',
  advice:
    'Limit the attempts at one request (3 to 5), and count those of every layer: retries of retries multiply.',
  judge({ requests, options: { stormAttempts, stormWindowMs } }) {
    const retried = requests.filter(({ attempts }) => attempts.length > 1)
    return {
      occasions: retried.length,
      wrong: retried.flatMap(({ attempts }) => {
        const storm = stormIn(attempts, stormAttempts, stormWindowMs)
        if (storm === undefined) return []
        const span = storm.at(-1)!.at - storm[0]!.at
        return [
          {
            attempts: storm,
            evidence: `${storm.length} attempts at the same request within ${seconds(span)}`,
          },
        ]
      }),
    }
  },
}

/** The attempts from the first that is followed by enough others in time. */
function stormIn(
  attempts: readonly Attempt[],
  enough: number,
  windowMs: number,
): readonly Attempt[] | undefined {
  for (const [index, first] of attempts.entries()) {
    const within = attempts.slice(index).filter(({ at }) => at - first.at <= windowMs)
    if (within.length >= enough) return within
  }
  return undefined
}
