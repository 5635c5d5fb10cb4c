import type { ClientRule } from '../rule.ts'
import { isUnread } from '../silence.ts'

/** The client neither read the answer to its end nor closed the connection. */
export const neverRead: ClientRule = {
  code: 'never-read',
  severity: 'warning',
  title: 'left an answer unread and its connection open',
  advice:
    'Read every answer to its end, or cancel it and close the connection: an unread one holds memory on both sides.',
  judge({ attempts, now, options: { readTimeoutMs } }) {
    const unread = attempts.filter((attempt) => isUnread(attempt, now, readTimeoutMs))
    return {
      // A stream that still runs shows nothing yet.
      occasions: attempts.filter(
        (attempt) =>
          (attempt.status ?? 500) < 400 &&
          attempt.answer.stream &&
          (attempt.entry.sent !== undefined || unread.includes(attempt)),
      ).length,
      wrong: unread.map((attempt) => {
        const left = attempt.entry.sending?.frameTimes().length ?? 0
        const all = attempt.entry.planned?.frames ?? 0
        return {
          attempts: [attempt],
          evidence: `${attempt.id}: ${left} of ${all} frames left; the client does not read the rest`,
        }
      }),
    }
  },
}
