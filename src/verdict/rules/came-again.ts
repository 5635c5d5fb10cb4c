import { copiesIn } from '../../journal/copies.ts'
import type { Copy } from '../../journal/copies.ts'
import type { JournalEntry } from '../../journal/entry.ts'
import type { Attempt } from '../attempt.ts'
import type { ClientRule } from '../rule.ts'
import { seconds } from '../words.ts'

/** The same body came again while the copy before it was still worked on. */
export const cameAgain: ClientRule = {
  code: 'came-again',
  severity: 'note',
  title: 'sent a request again while its copy was worked on',
  advice:
    'Unless several users asked the same: wait longer than the slowest answer before a request is repeated, and let one layer alone repeat (of proxies: retry-on, proxy_next_upstream). The gateway reads on for a client that has left, so each copy is worked on and paid for.',
  judge({ attempts }) {
    const known = new Map(attempts.map((attempt) => [attempt.entry, attempt]))
    const copies = copiesIn(attempts.map(({ entry }) => entry))
    const overlapping = [...copies].filter(
      ([entry, copy]) => copy.overlapMs > 0 && isRepeated(known.get(entry)!, copy),
    )
    return {
      occasions: copies.size,
      wrong: groups(overlapping).map((group) => ({
        attempts: [group[0]!.of, ...group.map(({ entry }) => entry)].map((entry) => known.get(entry)!),
        evidence: evidenceOf(group, known),
      })),
    }
  },
}

/** Whoever repeats says so, or sends the same headers before the first copy was answered. */
function isRepeated(attempt: Attempt, { of }: Copy): boolean {
  if ((attempt.retryCount ?? 0) > 0 || of.sent?.ended === 'client-left') return true
  const head = of.sending?.headMs
  const isWaiting = head === undefined || of.at + head > attempt.at
  return isWaiting && sameHeaders(attempt.entry, of)
}

function sameHeaders({ request }: JournalEntry, before: JournalEntry): boolean {
  return JSON.stringify(request.headers.list) === JSON.stringify(before.request.headers.list)
}

type Repeated = Copy & { readonly entry: JournalEntry }

/** Copies that follow each other belong together: one body tells it once. */
function groups(copies: readonly (readonly [JournalEntry, Copy])[]): readonly (readonly Repeated[])[] {
  const found: Repeated[][] = []
  const byLast = new Map<JournalEntry, Repeated[]>()
  for (const [entry, copy] of copies) {
    const known = byLast.get(copy.of)
    const group = known ?? []
    if (known === undefined) found.push(group)
    group.push({ ...copy, entry })
    byLast.set(entry, group)
  }
  return found
}

function evidenceOf(group: readonly Repeated[], known: ReadonlyMap<JournalEntry, Attempt>): string {
  const shown = group.slice(0, 3).map(({ entry, afterMs, overlapMs }) => {
    const says = (known.get(entry)!.retryCount ?? 0) > 0 ? ', as the client says' : ''
    return `${entry.id} ${seconds(afterMs)} later${says}, both worked on for ${seconds(overlapMs)}`
  })
  const more = group.length > 3 ? `; and ${group.length - 3} more` : ''
  return `the body of ${group[0]!.of.id} came ${group.length === 1 ? 'once' : `${group.length} times`} more: ${shown.join('; ')}${more}`
}
