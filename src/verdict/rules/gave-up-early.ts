import type { ClientRule } from '../rule.ts'
import { isSettled } from '../what-followed.ts'
import { seconds } from '../words.ts'

/** An error that would have passed, and nobody asked again. */
export const gaveUpEarly: ClientRule = {
  code: 'gave-up-early',
  severity: 'warning',
  title: 'gave up after one passing error',
  advice: 'Ask again after 408, 409, 429 and 5xx, and after a connection that broke before the answer began.',
  judge(behaviour) {
    const { requests, now, options } = behaviour
    // One that may still be asked again shows nothing yet.
    const failed = requests.filter(
      ({ attempts }) =>
        attempts[0]!.result === 'retryable' && (attempts.length > 1 || isSettled(attempts[0]!, behaviour)),
    )
    return {
      occasions: failed.length,
      wrong: failed.flatMap(({ attempts }) => {
        const [only] = attempts
        if (attempts.length > 1) return []
        const what = only!.status === undefined ? 'was broken off' : `was answered ${only!.status}`
        const since = options.final ? '' : ` in the ${seconds(now - only!.endedAt)} since`
        return [{ attempts: [only!], evidence: `${only!.id} ${what}, and nobody asked again${since}` }]
      }),
    }
  },
}
