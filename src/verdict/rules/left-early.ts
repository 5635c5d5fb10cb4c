import type { ClientRule } from '../rule.ts'
import { silenceWhenLeft, TELLING } from '../silence.ts'

/** The client went away in the middle of an answer that was on its way. Users do that; programs rarely mean it. */
export const leftEarly: ClientRule = {
  code: 'left-early',
  severity: 'note',
  title: 'left in the middle of a good answer',
  advice: 'If nobody cancelled it, look at the timeouts of the client: the answer was still coming.',
  judge({ attempts, options: { readTimeoutMs } }) {
    const streams = attempts.filter(
      ({ status = 500, entry }) =>
        status < 400 && entry.sent !== undefined && (entry.planned?.frames ?? 0) > 1,
    )
    // Whoever leaves a stream that stands still has a timeout, and is right.
    const left = streams.filter(
      (attempt) =>
        attempt.entry.sent?.ended === 'client-left' && silenceWhenLeft(attempt) < readTimeoutMs * TELLING,
    )
    return {
      occasions: streams.length,
      wrong: left.map((attempt) => ({
        attempts: [attempt],
        evidence: `${attempt.id}: the client left after ${attempt.entry.sent?.frames ?? 0} of ${attempt.entry.planned?.frames ?? 0} frames`,
      })),
    }
  },
}
