import type { JournalEntry } from './entry.ts'

/** A request whose very bytes came before in its session. */
export interface Copy {
  /** The exchange that had them just before. */
  readonly of: JournalEntry
  /** Which one it is, from 2. */
  readonly number: number
  /** So long after that one, ms. */
  readonly afterMs: number
  /** So long both were worked on, ms; 0 where the one before was over. */
  readonly overlapMs: number
}

/** Every request that is a copy of an earlier one: same session, target and body. Exchanges that were played again do not count. */
export function copiesIn(entries: readonly JournalEntry[]): ReadonlyMap<JournalEntry, Copy> {
  const copies = new Map<JournalEntry, Copy>()
  const seen = new Map<string, Seen[]>()
  for (const entry of entries) {
    const { request } = entry
    if (entry.replayOf !== undefined || request.body.length === 0) continue
    const key = `${entry.seed} ${request.body.length} ${request.target} ${entry.session}`
    const alike = seen.get(key) ?? []
    seen.set(key, alike)
    const known = alike.find(({ last }) => isSame(last.request.body, request.body))
    if (known === undefined) {
      alike.push({ last: entry, count: 1 })
      continue
    }
    known.count++
    const { last } = known
    copies.set(entry, {
      of: last,
      number: known.count,
      afterMs: entry.at - last.at,
      overlapMs: overlap(last, entry),
    })
    known.last = entry
  }
  return copies
}

interface Seen {
  last: JournalEntry
  count: number
}

/** How many requests came before this one, with the same bytes in the same session. */
export function earlierCopies(entry: JournalEntry, entries: readonly JournalEntry[]): number {
  return entries.filter((it) => it !== entry && it.replayOf === undefined && areCopies(it, entry)).length
}

function areCopies(a: JournalEntry, b: JournalEntry): boolean {
  return (
    a.session === b.session && a.request.target === b.request.target && isSame(a.request.body, b.request.body)
  )
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}

/** The gateway goes on reading for a client that has left: the deployment works until its answer is done. */
function overlap(before: JournalEntry, entry: JournalEntry): number {
  return Math.max(0, Math.min(workedUntil(before), workedUntil(entry)) - entry.at)
}

/** When an exchange is over at the deployment, ms since 1970. */
function workedUntil(entry: JournalEntry): number {
  const over = entry.at + (entry.planned?.durationMs ?? 0)
  const hasLeft = entry.sent?.ended === 'client-left'
  return entry.sent !== undefined && !hasLeft ? (entry.endedAt ?? over) : over
}
