import type { ClientRule } from '../rule.ts'
import { isUnread, longestSilence, TELLING } from '../silence.ts'
import { seconds } from '../words.ts'

/** The answer stood still, and the client waited on. */
export const noReadTimeout: ClientRule = {
  code: 'no-read-timeout',
  severity: 'error',
  title: 'waited in silence without a timeout',
  advice:
    'Give up when nothing was read for a while (30 to 60 s), before the head and between two events alike.',
  judge({ attempts, now, options: { readTimeoutMs } }) {
    const silent = attempts
      .filter((attempt) => !isUnread(attempt, now, readTimeoutMs))
      .map((attempt) => ({ attempt, silence: longestSilence(attempt, now) }))
    const wrong = silent.filter(({ silence }) => silence > readTimeoutMs)
    // A client that left while nothing came has a timeout.
    const left = silent.filter(
      ({ attempt, silence }) => attempt.result === 'left' && silence >= readTimeoutMs * TELLING,
    )
    return {
      occasions: new Set([...wrong, ...left].map(({ attempt }) => attempt)).size,
      wrong: wrong.map(({ attempt, silence }) => ({
        attempts: [attempt],
        evidence: `${attempt.id} was silent for ${seconds(silence)}, and the client stayed connected`,
      })),
    }
  },
}
