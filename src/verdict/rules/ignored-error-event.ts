import type { ClientRule } from '../rule.ts'
import { followedOnes } from '../what-followed.ts'
import { quoted } from '../words.ts'

/** An error came as an event of the stream, and the client went on with what it had. */
export const ignoredErrorEvent: ClientRule = {
  code: 'ignored-error-event',
  severity: 'error',
  title: 'overlooked an error inside a stream',
  advice: 'Look for "error" in every event of a stream: the status was 200 already when it happened.',
  judge(behaviour) {
    const failed = behaviour.attempts.filter(
      ({ result, answer }) => result === 'broken' && answer.errorEvent !== undefined,
    )
    const followed = followedOnes(failed, behaviour)
    return {
      occasions: followed.length,
      wrong: followed.flatMap(({ attempt, how, next }) => {
        if (how !== 'took') return []
        const { errorEvent = '', text } = attempt.answer
        const evidence = `${attempt.id} brought the error ${quoted(errorEvent)} after ${quoted(text)}; ${next.id} has that text as the assistant's message`
        return [{ attempts: [attempt, next], evidence }]
      }),
    }
  },
}
