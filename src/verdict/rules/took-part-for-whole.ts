import type { Attempt } from '../attempt.ts'
import type { ClientRule } from '../rule.ts'
import { followedOnes } from '../what-followed.ts'
import { quoted } from '../words.ts'

/** A stream that died, cleanly or not, went into the conversation as if it had been whole. */
export const tookPartForWhole: ClientRule = {
  code: 'took-part-for-whole',
  severity: 'error',
  title: 'took a part of an answer for the whole',
  advice:
    'A stream is whole only when a finish_reason came: a connection that ends, and even [DONE] without one, is an error. Drop the part, or ask again.',
  judge(behaviour) {
    const followed = followedOnes(behaviour.attempts.filter(isCut), behaviour)
    return {
      occasions: followed.length,
      wrong: followed.flatMap(({ attempt, how, next }) => {
        if (how !== 'took') return []
        const evidence = `${attempt.id} ${endOf(attempt)} after ${quoted(attempt.answer.text)}; ${next.id} has that as the assistant's message`
        return [{ attempts: [attempt, next], evidence }]
      }),
    }
  },
}

/** A stream that ended before it was whole, without an error of its own. */
export function isCut({ result, answer }: Attempt): boolean {
  return result === 'broken' && answer.errorEvent === undefined
}

/** How it ended, in words. */
export function endOf({ entry }: Attempt): string {
  const { ended } = entry.sent!
  return ended === 'end' ? 'ended without a finish_reason' : `ended by ${ended}`
}
