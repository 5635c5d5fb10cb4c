import type { Judge } from '../rule.ts'
import { seconds } from '../words.ts'

/** An error that would have passed, and nobody asked again. */
export const gaveUpEarly: Judge = {
  code: 'gave-up-early',
  severity: 'warning',
  title: 'gave up after one passing error',
  advice: 'Ask again after 408, 409, 429 and 5xx, and after a connection that broke before the answer began.',
  judge({ requests, now, options: { final, quietMs } }) {
    const failed = requests.filter(({ attempts }) => attempts[0]!.result === 'retryable')
    return {
      occasions: failed.length,
      wrong: failed.flatMap(({ attempts }) => {
        const [only] = attempts
        const quiet = now - only!.endedAt
        const isOver = final || quiet > quietMs + (only!.retryAfterMs ?? 0)
        if (attempts.length > 1 || !isOver) return []
        const what = only!.status === undefined ? 'was broken off' : `was answered ${only!.status}`
        const since = final ? '' : ` in the ${seconds(quiet)} since`
        return [{ attempts: [only!], evidence: `${only!.id} ${what}, and nobody asked again${since}` }]
      }),
    }
  },
}
