import type { JournalEntry } from '../journal/entry.ts'
import { misreadView } from '../journal/view.ts'
import type { MisreadView } from '../journal/view.ts'
import { Attempt } from './attempt.ts'
import { groupAttempts } from './group-attempts.ts'
import { VERDICT_OPTIONS } from './rule.ts'
import type { Behaviour, ClientRule, Judgement, Severity, VerdictOptions } from './rule.ts'
import { cameAgain } from './rules/came-again.ts'
import { gaveUpEarly } from './rules/gave-up-early.ts'
import { ignoredErrorEvent } from './rules/ignored-error-event.ts'
import { leftEarly } from './rules/left-early.ts'
import { neverRead } from './rules/never-read.ts'
import { noBackoff } from './rules/no-backoff.ts'
import { noJitter } from './rules/no-jitter.ts'
import { noReadTimeout } from './rules/no-read-timeout.ts'
import { retriedFinalError } from './rules/retried-final-error.ts'
import { partNotAskedAgain } from './rules/part-not-asked-again.ts'
import { retryAfterIgnored } from './rules/retry-after-ignored.ts'
import { retryStorm } from './rules/retry-storm.ts'
import { tookPartForWhole } from './rules/took-part-for-whole.ts'

/** In the order in which they are told. */
export const CLIENT_RULES: readonly ClientRule[] = [
  tookPartForWhole,
  partNotAskedAgain,
  ignoredErrorEvent,
  retryAfterIgnored,
  retriedFinalError,
  retryStorm,
  noReadTimeout,
  noBackoff,
  noJitter,
  gaveUpEarly,
  neverRead,
  leftEarly,
  cameAgain,
]

export interface Verdict {
  /** No error and no warning; notes do not count. */
  readonly ok: boolean
  readonly exchanges: number
  readonly sessions: readonly string[]
  readonly judgements: readonly Judgement[]
  /** What was looked at: without an occasion a client has shown nothing. */
  readonly judged: readonly Judged[]
  /** Forms of the answers that real clients misread, whatever these clients did. */
  readonly misread: readonly Misread[]
}

export interface Misread extends MisreadView {
  readonly exchanges: readonly string[]
}

export interface Judged {
  readonly code: string
  readonly severity: Severity
  readonly title: string
  readonly occasions: number
  readonly failures: number
}

/** Judges how clients behaved. `now`: milliseconds since 1970. Exchanges that were only played again do not count. */
export function verdictOn(
  entries: readonly JournalEntry[],
  now: number,
  options: Partial<VerdictOptions> = {},
): Verdict {
  const attempts = entries.filter(({ replayOf }) => replayOf === undefined).map((entry) => new Attempt(entry))
  const behaviour: Behaviour = {
    attempts,
    requests: groupAttempts(attempts),
    now,
    options: { ...VERDICT_OPTIONS, ...options },
  }
  const found = CLIENT_RULES.map((judge) => ({ judge, ...judge.judge(behaviour) }))
  const judgements = found.flatMap(({ judge: { code, severity, advice }, wrong }) =>
    wrong.map(({ attempts: shown, evidence }): Judgement => ({
      code,
      severity,
      session: shown[0]?.session ?? '',
      exchanges: shown.map(({ id }) => id),
      evidence,
      advice,
    })),
  )
  return {
    ok: judgements.every(({ severity }) => severity === 'note'),
    exchanges: attempts.length,
    sessions: [...new Set(attempts.map(({ session }) => session))],
    judgements,
    judged: found.map(({ judge: { code, severity, title }, occasions, wrong }) => ({
      code,
      severity,
      title,
      occasions,
      failures: wrong.length,
    })),
    misread: misreadIn(attempts.map(({ entry }) => entry)),
  }
}

function misreadIn(entries: readonly JournalEntry[]): readonly Misread[] {
  const found = new Map<string, { readonly view: MisreadView; readonly exchanges: string[] }>()
  for (const entry of entries)
    for (const view of misreadView(entry)) {
      const known = found.get(view.code) ?? { view, exchanges: [] }
      known.exchanges.push(entry.id)
      found.set(view.code, known)
    }
  return [...found.values()].map(({ view, exchanges }) => ({ ...view, exchanges }))
}
