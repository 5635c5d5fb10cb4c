import { countOf } from '../plan/plan.ts'
import type { JournalEntry } from './entry.ts'
import type { JournalRecord } from './journal-record.ts'
import { weigh } from './weigh.ts'

export interface JournalLimits {
  /** The most exchanges that are kept. */
  readonly entries: number
  /** About the most memory that they keep alive, bytes. The last exchange is kept whatever its size. */
  readonly bytes: number
}

export const JOURNAL_LIMITS: JournalLimits = { entries: 1000, bytes: 64 * 1024 * 1024 }

/** The frames of a longer stream are not kept once it is over, ends and times are. */
export const MOST_EVENTS = 5000
/** Places before the first entry that are put up with: moving all of them has its price. */
const MOST_EMPTY = 1000

/** The last exchanges, the newest last; bounded in number and in bytes. */
export class Journal {
  readonly limits: JournalLimits
  #entries: (JournalEntry | undefined)[] = []
  #first = 0
  #bytes = 0
  #forgotten = 0

  constructor(limits: JournalLimits = JOURNAL_LIMITS) {
    this.limits = limits
  }

  add(entry: JournalEntry): void {
    this.#entries.push(entry)
    if (entry.began !== undefined) this.#putInOrder(entry, entry.began)
    this.#weigh(entry, 0)
    this.#forget()
  }

  /** The exchange is planned, or over: it may weigh more than before. */
  settle(entry: JournalRecord): void {
    const before = entry.weight
    const isOver = entry.sent !== undefined
    if (isOver && entry.planBytes === undefined && countOf(entry.parts ?? []) > MOST_EVENTS)
      entry.forgetPlan()
    if (isOver) entry.release()
    if (before === undefined) return
    this.#weigh(entry, before)
    this.#forget()
  }

  /** An entry that was just added is none: its exchange takes place in another process. */
  takeBack(entry: JournalEntry): void {
    const at = this.#entries.lastIndexOf(entry)
    if (at < this.#first) return
    this.#entries.splice(at, 1)
    this.#bytes -= entry.weight ?? 0
    entry.weight = undefined
  }

  list(): readonly JournalEntry[] {
    return this.#entries.slice(this.#first) as JournalEntry[]
  }

  find(id: string): JournalEntry | undefined {
    return this.#entries.findLast((entry) => entry?.id === id)
  }

  /** Forgets all entries, or those of one session. */
  clear(session?: string): void {
    const stay = session === undefined ? [] : this.list().filter((entry) => entry.session !== session)
    for (const entry of this.list())
      if (session === undefined || entry.session === session) entry.weight = undefined
    this.#entries = [...stay]
    this.#first = 0
    this.#bytes = stay.reduce((sum, entry) => sum + (entry.weight ?? 0), 0)
    if (session === undefined) this.#forgotten = 0
  }

  /** How full it is; `forgotten`: exchanges that had to make room. */
  get usage(): { readonly entries: number; readonly bytes: number; readonly forgotten: number } {
    return { entries: this.#entries.length - this.#first, bytes: this.#bytes, forgotten: this.#forgotten }
  }

  /** It may be known later than others that began after it. The order is the same in all processes, whenever they get to know of it. */
  #putInOrder(entry: JournalEntry, began: number): void {
    let at = this.#entries.length - 1
    for (; at > this.#first; at--) {
      const before = this.#entries[at - 1]!
      if (before.began === undefined || isBefore(before, entry, before.began - began)) break
      this.#entries[at] = before
    }
    this.#entries[at] = entry
  }

  #weigh(entry: JournalEntry, before: number): void {
    const now = weigh(entry)
    entry.weight = now
    this.#bytes += now - before
  }

  /** So many exchanges had to make room before they came here. */
  missed(count: number): void {
    this.#forgotten += count
  }

  #forget(): void {
    const { entries, bytes } = this.limits
    while (
      this.#entries.length - this.#first > entries ||
      (this.#bytes > bytes && this.#entries.length - this.#first > 1)
    ) {
      const oldest = this.#entries[this.#first]!
      this.#bytes -= oldest.weight ?? 0
      oldest.weight = undefined
      this.#entries[this.#first++] = undefined
      this.#forgotten++
    }
    if (this.#first < MOST_EMPTY) return
    this.#entries = this.#entries.slice(this.#first)
    this.#first = 0
  }
}

/** `ms`: how much later the first of them began. Those of one moment are in the order of their ids: of one process, as it counts. */
function isBefore(one: JournalEntry, other: JournalEntry, ms: number): boolean {
  if (ms !== 0) return ms < 0
  if (one.id.length !== other.id.length) return one.id.length < other.id.length
  return one.id <= other.id
}
