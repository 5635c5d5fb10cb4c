import { windowEnd, windowStart } from '../config/reset-window.ts'
import type { Limit } from '../config/governance-config.ts'

/** What one answer used up. */
export interface Usage {
  readonly tokens: number
  readonly dollars: number
}

/** A limit and how it stands. */
export interface Standing {
  readonly used: number
  /** When it begins anew, ms since 1970; undefined: never. */
  readonly resetsAt: number | undefined
}

interface Counter {
  used: number
  /** When its window began, ms since 1970. */
  since: number
}

interface Entry {
  /** When it counts, ms since 1970. */
  readonly due: number
  readonly limits: readonly Limit[]
  readonly usage: Usage
}

/** What has been used, as plain data. */
export interface LedgerDump {
  readonly counters: ReadonlyMap<string, Counter>
  readonly coming: readonly Entry[]
}

/** A timer may fire so much too early, ms: who asks again right after an answer must find it counted. */
const EARLY = 1

/**
 * What has been used of each limit. Usage counts at the end of the answer that caused it, so requests that run side by
 * side all pass; a window that is over begins anew where it ended. Time is what the callers say it is.
 */
export class Ledger {
  #counters = new Map<string, Counter>()
  #coming: Entry[] = []

  /** How much of a limit is used at a moment; with `ahead`, so many ms later, by what is known now. */
  used(limit: Limit, at: number, ahead = 0): number {
    this.#settle(at)
    const { used, since } = this.#counter(limit, at)
    if (ahead <= 0) return used
    const start = windowStart(limit.window, since, at + ahead)
    const coming = this.#coming.filter(
      (entry) =>
        entry.due >= start && isDue(entry, at + ahead) && entry.limits.some(({ key }) => key === limit.key),
    )
    return coming.reduce((sum, { usage }) => sum + amount(limit, usage), start > since ? 0 : used)
  }

  standing(limit: Limit, at: number): Standing {
    this.#settle(at)
    const { used, since } = this.#counter(limit, at)
    return { used, resetsAt: windowEnd(limit.window, since) }
  }

  /** Books the usage of an answer that ends at `due`. */
  book(limits: readonly Limit[], usage: Usage, due: number): void {
    if (limits.length > 0) this.#coming.push({ due: Math.floor(due), limits, usage })
  }

  /** Everything is as the file says again. */
  reset(): void {
    this.#counters.clear()
    this.#coming = []
  }

  dump(): LedgerDump {
    return { counters: this.#counters, coming: this.#coming }
  }

  restore({ counters, coming }: LedgerDump): void {
    this.#counters = new Map(counters)
    this.#coming = [...coming]
  }

  #settle(at: number): void {
    if (!this.#coming.some((entry) => isDue(entry, at))) return
    const due = this.#coming.filter((entry) => isDue(entry, at)).sort((a, b) => a.due - b.due)
    this.#coming = this.#coming.filter((entry) => !isDue(entry, at))
    for (const { limits, usage, due: when } of due) {
      // A limit that several owners share is charged by each of them.
      for (const limit of limits) this.#counter(limit, when).used += amount(limit, usage)
    }
  }

  #counter(limit: Limit, at: number): Counter {
    let counter = this.#counters.get(limit.key)
    if (counter === undefined) {
      counter = firstCounter(limit, at)
      this.#counters.set(limit.key, counter)
    }
    const start = windowStart(limit.window, counter.since, at)
    if (start > counter.since) {
      counter.used = 0
      counter.since = start
    }
    return counter
  }
}

function isDue(entry: Entry, at: number): boolean {
  return entry.due <= at + EARLY
}

/** Without a last reset the gateway takes the window for over, and forgets at its start what the file says was used. */
function firstCounter({ since, used, window }: Limit, at: number): Counter {
  if (since !== undefined) return { used, since }
  return { used: window.ms === undefined ? used : 0, since: at }
}

function amount({ kind }: Limit, { tokens, dollars }: Usage): number {
  return kind === 'requests' ? 1 : kind === 'tokens' ? tokens : dollars
}
