import { pairsOf } from '../group-attempts.ts'
import type { LogicalRequest, Pair } from '../group-attempts.ts'
import type { ClientRule, Wrong } from '../rule.ts'
import { seconds } from '../words.ts'

/** A wait that is shorter is none, ms. */
const AT_ONCE = 50
/** Waits that grow by less do not grow. */
const GROWTH = 1.2

/** Retries after waits that do not grow, or without any. */
export const noBackoff: ClientRule = {
  code: 'no-backoff',
  severity: 'warning',
  title: 'retried without longer and longer waits',
  advice:
    'Wait before each retry, about twice as long each time (for example 0.5 s, 1 s, 2 s), with a limit.',
  judge({ requests }) {
    const retried = requests.filter((request) => ownWaits(request).length > 0)
    return { occasions: retried.length, wrong: retried.flatMap(wrongOf) }
  },
}

/** The waits that the client chose itself: no answer told it how long. */
export function ownWaits(request: LogicalRequest): readonly Pair[] {
  return pairsOf(request).filter(
    ({ before }) =>
      (before.result === 'retryable' || before.result === 'broken') && before.retryAfterMs === undefined,
  )
}

function wrongOf(request: LogicalRequest): readonly Wrong[] {
  const waits = ownWaits(request)
  const first = waits[0]!
  const last = waits.at(-1)!
  const attempts = [...waits.map(({ before }) => before), last.next]
  const shown = waits.map(({ waited }) => seconds(waited)).join(', ')
  // A connection that broke may be made anew once, at once.
  const atOnce = waits.filter(
    ({ before, waited }) => waited < AT_ONCE && before.status !== undefined && before.status >= 400,
  )
  if (atOnce.length > 0)
    return [{ attempts, evidence: `asked again at once after an error; the waits were ${shown}` }]
  if (waits.length < 2 || last.waited > first.waited * GROWTH) return []
  return [
    { attempts, evidence: `${attempts.length} attempts, and the waits between them do not grow: ${shown}` },
  ]
}
