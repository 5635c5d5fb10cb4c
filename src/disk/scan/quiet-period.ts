import type { DiskClock } from './active-time.ts'
import type { Difference } from './differences.ts'

/** A file that was written in place less than so many milliseconds ago may still be being written. */
export const QUIET = 60
/** So is one longer that was seen unfinished: whoever writes it takes time. */
const QUIET_IN_PARTS = 90
/** One that was moved into its place is whole; others may come behind it. */
const MOVED = 40
/** So much of what passed before a change was seen counts as rest: looking for it took that time, ms. */
const UNSEEN = 40
/** A file that is gone may be about to be written anew. */
const GONE = 60
/** One that was moved aside is: somebody keeps it as a copy while saving. So may a folder be that is gone. */
const ASIDE = 300
/** A file that lost its end may be just being written over, by a program that has to wait for something. */
const CUT = 700
/** Changes that came in a row: the next one is waited for so many times as long as the longest pause between them. */
const PAUSES = 3
/** A file that changes all the time does not hold up the others for longer than this, nor does a folder, ms. */
const PATIENCE = { file: 5000, all: 30_000 }

/** What is known of the files that changed. */
export interface Known {
  /** They look unfinished. */
  readonly cut: ReadonlySet<string>
  /** They were moved into their places. */
  readonly moved: ReadonlySet<string>
  /** They are gone and may come back. */
  readonly aside: ReadonlySet<string>
}

/** How long what changed has been at rest. */
export class QuietPeriods {
  readonly #clock: DiskClock
  /** When each change was seen, and from when on it counts as at rest. */
  readonly #since = new Map<string, { readonly seen: number; readonly rest: number }>()
  /** When something first was not as before. */
  readonly #began = new Map<string, number>()
  /** The latest change: when it was seen, and when it was made by the clock of the files. */
  #latest: { readonly seen: number; readonly made: number } | undefined
  #longestPause = 0
  /** The files that were seen unfinished. */
  readonly #inParts = new Set<string>()

  constructor(clock: DiskClock) {
    this.#clock = clock
  }

  /**
   * Takes note of all that differs now. `unfinished`: the files that were not whole when they were last read. Where a whole
   * one changes again, it was saved twice: that says nothing of how long one save takes.
   */
  see(changes: readonly Difference[], unfinished: ReadonlySet<string>): void {
    const { ms: now, date } = this.#clock
    const fresh = changes.filter(({ key }) => !this.#since.has(key))
    for (const { key, name, changedAt = date } of fresh.toSorted(byTime)) {
      if (unfinished.has(name)) this.#inParts.add(name)
      const isPart = !this.#began.has(name) || unfinished.has(name)
      if (!this.#began.has(name)) this.#began.set(name, now)
      this.#since.set(key, { seen: now, rest: now - Math.min(UNSEEN, Math.max(0, date - changedAt)) })
      this.#note(now, changedAt, isPart)
    }
  }

  /** The shorter pause by both clocks: what looks at the files can be slow, and so can the clock of the files be odd. */
  #note(seen: number, made: number, isPart: boolean): void {
    const last = this.#latest
    this.#latest = { seen, made: Math.max(made, last?.made ?? made) }
    if (last === undefined || !isPart) return
    this.#longestPause = Math.max(this.#longestPause, Math.min(seen - last.seen, made - last.made))
  }

  /** Since the last one of these changes was seen, ms. */
  sinceSeen(changes: readonly Difference[]): number {
    return this.#clock.ms - Math.max(...changes.map(({ key }) => this.#since.get(key)!.seen))
  }

  /** How much longer these changes have to rest, ms. */
  left(changes: readonly Difference[], known: Known): number {
    const burst = Math.min(CUT, PAUSES * this.#longestPause)
    return Math.max(
      ...changes.map((change) => Math.max(burst, this.#needed(change, known)) - this.#age(change)),
    )
  }

  #needed({ kind, name }: Difference, { cut, moved, aside }: Known): number {
    if (kind === 'missing') return ASIDE
    if (kind === 'gone') return aside.has(name) ? ASIDE : GONE
    if (moved.has(name)) return MOVED
    if (cut.has(name)) return CUT
    return this.#inParts.has(name) ? QUIET_IN_PARTS : QUIET
  }

  /** The changes that have gone on for too long to wait for them. */
  restless(changes: readonly Difference[]): readonly Difference[] {
    const now = this.#clock.ms
    return changes.filter((change) => {
      if (this.#age(change) >= QUIET) return false
      return now >= PATIENCE.all || now - this.#began.get(change.name)! >= PATIENCE.file
    })
  }

  #age({ key }: Difference): number {
    return this.#clock.ms - this.#since.get(key)!.rest
  }
}

function byTime(a: Difference, b: Difference): number {
  return (a.changedAt ?? Infinity) - (b.changedAt ?? Infinity) || 0
}
