import { pairsOf } from '../group-attempts.ts'
import type { ClientRule } from '../rule.ts'
import { isSettled } from '../what-followed.ts'

/** The request itself was wrong, and was sent again as it was. */
export const retriedFinalError: ClientRule = {
  code: 'retried-final-error',
  severity: 'error',
  title: 'asked again what can only fail again',
  advice:
    'Do not retry 400, 401, 403, 404, 413 or 422: the same request gets the same answer. Report the error, or change the request.',
  judge(behaviour) {
    const { attempts, requests } = behaviour
    const again = requests.flatMap(pairsOf).filter(({ before }) => before.result === 'final')
    return {
      // One that may still be asked again shows nothing yet.
      occasions: attempts.filter(
        (attempt) =>
          attempt.result === 'final' &&
          (isSettled(attempt, behaviour) || again.some(({ before }) => before === attempt)),
      ).length,
      wrong: again.map(({ before, next }) => ({
        attempts: [before, next],
        evidence: `${before.id} was answered ${before.status}; ${next.id} asked the same again`,
      })),
    }
  },
}
