import type { Behaviour, ClientRule } from '../rule.ts'
import type { Pair } from '../group-attempts.ts'
import { seconds } from '../words.ts'
import { ownWaits } from './no-backoff.ts'

/** So many requests that wait equally long are no accident. */
const ENOUGH = 3
const EQUAL_SHARE = 0.01
const EQUAL_MS = 5

/** Several requests that failed wait equally long: after an outage all clients come back at once. */
export const noJitter: ClientRule = {
  code: 'no-jitter',
  severity: 'warning',
  title: 'waits equally long before every retry',
  advice:
    'Make each wait longer or shorter by chance (jitter of 25 % or more), so that clients do not come back together.',
  judge(behaviour) {
    const rounds = roundsOf(behaviour).filter((round) => round.length >= ENOUGH)
    const equal = rounds.filter((round) => areEqual(round.map(({ waited }) => waited)))
    return {
      occasions: rounds.length,
      wrong: equal.map((round) => ({
        attempts: round.map(({ next }) => next),
        evidence: `${round.length} requests waited between ${seconds(least(round))} and ${seconds(most(round))} before they were sent again`,
      })),
    }
  },
}

/** The first waits of all requests, their second ones, and so on; those that were at once are no waits. */
function roundsOf({ requests }: Behaviour): readonly (readonly Pair[])[] {
  const rounds: Pair[][] = []
  for (const request of requests) {
    for (const [index, pair] of ownWaits(request).entries()) {
      if (pair.waited >= 2 * EQUAL_MS) (rounds[index] ??= []).push(pair)
    }
  }
  return rounds.filter((round) => round !== undefined)
}

function areEqual(waits: readonly number[]): boolean {
  const longest = Math.max(...waits)
  return longest - Math.min(...waits) <= Math.max(EQUAL_MS, longest * EQUAL_SHARE)
}

function least(round: readonly Pair[]): number {
  return Math.min(...round.map(({ waited }) => waited))
}

function most(round: readonly Pair[]): number {
  return Math.max(...round.map(({ waited }) => waited))
}
