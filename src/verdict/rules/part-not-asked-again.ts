import type { ClientRule } from '../rule.ts'
import { whatFollowed } from '../what-followed.ts'
import { quoted } from '../words.ts'
import { endOf, isCut } from './took-part-for-whole.ts'

/** A part of an answer after which nothing came. Judged only when nothing more will come. */
export const partNotAskedAgain: ClientRule = {
  code: 'part-not-asked-again',
  severity: 'warning',
  title: 'did not ask again after a part of an answer',
  advice:
    'Ask again when a stream ends without a finish_reason, or tell the user that the answer is incomplete; which of both the client did cannot be seen from here.',
  judge(behaviour) {
    if (!behaviour.options.final) return { occasions: 0, wrong: [] }
    const cut = behaviour.attempts
      .filter(isCut)
      .map((attempt) => ({ attempt, next: whatFollowed(attempt, behaviour) }))
    const judged = cut.filter(({ next }) => next?.how !== 'took')
    return {
      occasions: judged.length,
      wrong: judged.flatMap(({ attempt, next }) => {
        if (next !== undefined) return []
        const evidence = `${attempt.id} ${endOf(attempt)} after ${quoted(attempt.answer.text)}, and nobody asked again: the client took the part for the whole, or gave up`
        return [{ attempts: [attempt], evidence }]
      }),
    }
  },
}
