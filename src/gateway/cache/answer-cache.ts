import type { Usage } from '../stream/stream-usage.ts'
import { similarity } from './similarity.ts'
import type { Words } from './similarity.ts'

/** An answer as it was sent: the body, or the events of a stream. */
export type StoredAnswer =
  | { readonly kind: 'answer'; readonly body: string; readonly usage: Usage | undefined }
  | { readonly kind: 'stream'; readonly frames: readonly string[]; readonly usage: Usage }

export interface CacheEntry {
  readonly id: string
  readonly scope: string
  /** Undefined: only found as similar. */
  readonly hash: string | undefined
  /** Undefined: only found as equal. */
  readonly words: Words | undefined
  readonly answer: StoredAnswer
  /** ms since 1970: it is written when its answer has ended. */
  readonly writtenAt: number
  readonly ttlMs: number
}

export interface Similar {
  readonly entry: CacheEntry
  readonly similarity: number
}

const MOST_ENTRIES = 1000
/** A timer may fire so much too early, ms. */
const EARLY = 1

/** The answers that a gateway keeps. Of very many the oldest go first. */
export class AnswerCache {
  readonly #entries = new Map<string, CacheEntry>()

  /** How many answers are kept. */
  count(at: number): number {
    return [...this.#entries.values()].filter((entry) => isLive(entry, at)).length
  }

  find(scope: string, hash: string, at: number): CacheEntry | undefined {
    for (const entry of this.#live(scope, at)) if (entry.hash === hash) return entry
    return undefined
  }

  /** The most similar one, if it is similar enough. */
  findSimilar(scope: string, words: Words, threshold: number, at: number): Similar | undefined {
    let best: Similar | undefined
    for (const entry of this.#live(scope, at)) {
      if (entry.words === undefined) continue
      const score = similarity(words, entry.words)
      if (score >= threshold && score > (best?.similarity ?? -1)) best = { entry, similarity: score }
    }
    return best
  }

  store(entry: CacheEntry): void {
    this.#entries.delete(entry.id)
    this.#entries.set(entry.id, entry)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > MOST_ENTRIES && oldest !== undefined) this.#entries.delete(oldest)
  }

  dump(): readonly CacheEntry[] {
    return [...this.#entries.values()]
  }

  restore(entries: readonly CacheEntry[]): void {
    this.#entries.clear()
    for (const entry of entries) this.#entries.set(entry.id, entry)
  }

  clear(): void {
    this.#entries.clear()
  }

  *#live(scope: string, at: number): Generator<CacheEntry> {
    for (const entry of this.#entries.values()) if (entry.scope === scope && isLive(entry, at)) yield entry
  }
}

/** The gateway keeps the end in whole seconds, and the second of the end still counts. */
function isLive({ writtenAt, ttlMs }: CacheEntry, at: number): boolean {
  if (writtenAt > at + EARLY) return false
  return Math.floor((writtenAt + ttlMs) / 1000) >= Math.floor(at / 1000)
}
