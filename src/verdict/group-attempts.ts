import type { Attempt } from './attempt.ts'

/** What a client wanted once: its attempts, in the order in which they came. */
export interface LogicalRequest {
  readonly attempts: readonly Attempt[]
}

/** So long after a failure the same question is a new one, ms; a longer wait that the answer asked for counts on top. */
const JOINED_WITHIN = 120_000

/**
 * Tells which exchanges are attempts at the same thing: same session, route and body, the one before it did not succeed; or
 * the client says that it tries again (`x-stainless-retry-count`).
 */
export function groupAttempts(attempts: readonly Attempt[]): readonly LogicalRequest[] {
  const groups: Attempt[][] = []
  const last = new Map<string, Attempt[]>()
  for (const attempt of attempts) {
    const group = last.get(attempt.fingerprint)
    if (group !== undefined && isAgain(attempt, group.at(-1)!)) {
      group.push(attempt)
      continue
    }
    const begun = [attempt]
    groups.push(begun)
    last.set(attempt.fingerprint, begun)
  }
  return groups.map((group) => ({ attempts: group }))
}

function isAgain(attempt: Attempt, before: Attempt): boolean {
  if ((attempt.retryCount ?? 0) > 0) return true
  if (before.result === 'fine' || before.result === 'open') return false
  const waited = attempt.at - before.endedAt
  return waited >= 0 && waited <= JOINED_WITHIN + (before.retryAfterMs ?? 0)
}

/** Neighbours: an attempt and the next one, with the wait between them, ms. */
export function pairsOf({ attempts }: LogicalRequest): readonly Pair[] {
  return attempts
    .slice(1)
    .map((next, index) => ({ before: attempts[index]!, next, waited: next.at - attempts[index]!.endedAt }))
}

export interface Pair {
  readonly before: Attempt
  readonly next: Attempt
  readonly waited: number
}
