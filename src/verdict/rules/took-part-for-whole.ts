import { after, carriedOn } from '../carried-on.ts'
import type { Judge } from '../rule.ts'
import { quoted } from '../words.ts'

/** A stream that died, cleanly or not, went into the conversation as if it had been whole. */
export const tookPartForWhole: Judge = {
  code: 'took-part-for-whole',
  severity: 'error',
  title: 'took a part of an answer for the whole',
  advice:
    'A stream is whole only when a finish_reason came: a connection that ends, and even [DONE] without one, is an error. Drop the part, or ask again.',
  judge({ attempts }) {
    const cut = attempts.filter(
      ({ result, answer }) => result === 'broken' && answer.errorEvent === undefined,
    )
    return {
      occasions: cut.length,
      wrong: cut.flatMap((attempt) => {
        const next = carriedOn(attempt, after(attempt, attempts))
        if (next === undefined) return []
        const { ended } = attempt.entry.sent!
        const how = ended === 'end' ? 'ended without a finish_reason' : `ended by ${ended}`
        const evidence = `${attempt.id} ${how} after ${quoted(attempt.answer.text)}; ${next.id} has that as the assistant's message`
        return [{ attempts: [attempt, next], evidence }]
      }),
    }
  },
}
