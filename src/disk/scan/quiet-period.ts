import type { Difference } from './differences.ts'
import { LivingClock } from './active-time.ts'

/** A file that changed less than this many milliseconds ago may still be being written. */
export const QUIET = 90
/** So much of what passed before a change was seen counts as rest: looking for it took that time, ms. */
const UNSEEN = 40
/** A file that is gone may be about to be renamed or written anew. */
const GONE = 300
/** A file that lost its end may be just being written over, by a program that has to wait for something. */
const CUT = 700
/** Changes that came in a row: the next one is waited for so many times as long as the longest pause between them. */
const PAUSES = 3
/** A file that changes all the time does not hold up the others for longer than this, nor does a folder, ms. */
const PATIENCE = { file: 5000, all: 30_000 }

/** How long what changed has been at rest. */
export class Rests {
  readonly #clock = new LivingClock()
  /** When each change was seen, and from when on it counts as at rest. */
  readonly #since = new Map<string, { readonly seen: number; readonly rest: number }>()
  /** When something first was not as before. */
  readonly #began = new Map<string, number>()
  /** The latest change: when it was seen, and when it was made by the clock of the files. */
  #latest: { readonly seen: number; readonly made: number } | undefined
  #longestPause = 0

  /** Takes note of all that differs now. */
  see(changes: readonly Difference[]): void {
    const now = this.#clock.ms
    const fresh = changes.filter(({ key }) => !this.#since.has(key))
    for (const { key, name, changedAt = Date.now() } of fresh.toSorted(byTime)) {
      if (!this.#began.has(name)) this.#began.set(name, now)
      this.#since.set(key, { seen: now, rest: now - unseen(changedAt) })
      this.#notePause(now, changedAt)
    }
  }

  /** The shorter one by both clocks: what looks at the files can be slow, and so can the clock of the files be odd. */
  #notePause(seen: number, made: number): void {
    const last = this.#latest
    this.#latest = { seen, made: Math.max(made, last?.made ?? made) }
    if (last === undefined) return
    this.#longestPause = Math.max(this.#longestPause, Math.min(seen - last.seen, made - last.made))
  }

  /** Since the last one of these changes was seen, ms. */
  sinceSeen(changes: readonly Difference[]): number {
    return this.#clock.ms - Math.max(...changes.map(({ key }) => this.#since.get(key)!.seen))
  }

  /** How much longer these changes have to rest, ms. `cut`: the files among them that look unfinished. */
  left(changes: readonly Difference[], cut: ReadonlySet<string>): number {
    const quiet = Math.min(CUT, Math.max(QUIET, PAUSES * this.#longestPause))
    return Math.max(...changes.map((change) => needed(change, cut, quiet) - this.#age(change)))
  }

  /** The changes that have gone on for too long to wait for them. */
  restless(changes: readonly Difference[]): readonly Difference[] {
    const now = this.#clock.ms
    return changes.filter((change) => {
      if (this.#age(change) >= QUIET) return false
      return now >= PATIENCE.all || now - this.#began.get(change.name)! >= PATIENCE.file
    })
  }

  stop(): void {
    this.#clock.stop()
  }

  #age({ key }: Difference): number {
    return this.#clock.ms - this.#since.get(key)!.rest
  }
}

function byTime(a: Difference, b: Difference): number {
  return (a.changedAt ?? Infinity) - (b.changedAt ?? Infinity) || 0
}

function unseen(changedAt: number): number {
  return Math.min(UNSEEN, Math.max(0, Date.now() - changedAt))
}

function needed({ kind, name }: Difference, cut: ReadonlySet<string>, quiet: number): number {
  if (kind === 'gone' || kind === 'missing') return Math.max(GONE, quiet)
  return cut.has(name) ? CUT : quiet
}
