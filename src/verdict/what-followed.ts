import type { Attempt } from './attempt.ts'
import { after, continuationOf } from './continuation.ts'
import type { Behaviour } from './rule.ts'

/** What a client did once an answer had broken off; `undefined`: nothing that the exchanges show. */
export type Followed = { readonly how: 'took' | 'again'; readonly next: Attempt } | undefined

/** It went on with the part as the assistant's message, or asked the same again. */
export function whatFollowed(attempt: Attempt, { attempts, requests }: Behaviour): Followed {
  const taken = continuationOf(attempt, after(attempt, attempts))
  if (taken !== undefined) return { how: 'took', next: taken }
  const own = requests.find((request) => request.attempts.includes(attempt))?.attempts ?? []
  const again = own[own.indexOf(attempt) + 1]
  return again === undefined ? undefined : { how: 'again', next: again }
}

/** Those of several attempts after which something shows what the client did. Of the others it cannot be told. */
export function followedOnes(
  attempts: readonly Attempt[],
  behaviour: Behaviour,
): readonly (NonNullable<Followed> & { readonly attempt: Attempt })[] {
  return attempts.flatMap((attempt) => {
    const followed = whatFollowed(attempt, behaviour)
    return followed === undefined ? [] : [{ attempt, ...followed }]
  })
}

/** Whether nothing more is to be expected after an attempt. */
export function isSettled(attempt: Attempt, { now, options: { final, quietMs } }: Behaviour): boolean {
  return final || now - attempt.endedAt > quietMs + (attempt.retryAfterMs ?? 0)
}
