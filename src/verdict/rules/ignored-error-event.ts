import { after, carriedOn } from '../carried-on.ts'
import type { Judge } from '../rule.ts'
import { quoted } from '../words.ts'

/** An error came as an event of the stream, and the client went on with what it had. */
export const ignoredErrorEvent: Judge = {
  code: 'ignored-error-event',
  severity: 'error',
  title: 'overlooked an error inside a stream',
  advice: 'Look for "error" in every event of a stream: the status was 200 already when it happened.',
  judge({ attempts }) {
    const failed = attempts.filter(
      ({ result, answer }) => result === 'broken' && answer.errorEvent !== undefined,
    )
    return {
      occasions: failed.length,
      wrong: failed.flatMap((attempt) => {
        const next = carriedOn(attempt, after(attempt, attempts))
        if (next === undefined) return []
        const { errorEvent = '', text } = attempt.answer
        const evidence = `${attempt.id} brought the error ${quoted(errorEvent)} after ${quoted(text)}; ${next.id} has that text as the assistant's message`
        return [{ attempts: [attempt, next], evidence }]
      }),
    }
  },
}
