import type { JournalEntry } from '../../journal/entry.ts'
import type { ExchangeObserver } from './exchange-observer.ts'

/** Something that happened. Of an exchange only its id is held: the journal decides how long the rest is kept. */
export type FeedEvent = { readonly id: number } & FeedItem

export type FeedItem =
  | { readonly type: 'exchange-begin' | 'exchange-end'; readonly exchange: string }
  | { readonly type: 'reload' | 'chaos-begin' | 'chaos-end'; readonly data: object }

const MOST_EVENTS = 2000

/** The last events, numbered from 1 without a gap. Listeners are told that there are new ones, and read them at their own pace. */
export class Feed implements ExchangeObserver {
  #events: FeedEvent[] = []
  #last = 0
  readonly #listeners = new Set<() => void>()

  began({ id }: JournalEntry): void {
    this.#push({ id: ++this.#last, type: 'exchange-begin', exchange: id })
  }

  ended({ id }: JournalEntry): void {
    this.#push({ id: ++this.#last, type: 'exchange-end', exchange: id })
  }

  add(item: FeedItem): void {
    this.#push({ id: ++this.#last, ...item })
  }

  #push(event: FeedEvent): void {
    this.#events.push(event)
    // Dropping many at once keeps the cost of an event constant.
    if (this.#events.length >= 2 * MOST_EVENTS) this.#events = this.#events.slice(-MOST_EVENTS)
    for (const listener of this.#listeners) listener()
  }

  /** The number of the last event, 0 before the first. */
  get last(): number {
    return this.#last
  }

  /** The event after this one, or the first that is still there. */
  next(after: number): FeedEvent | undefined {
    const first = this.#events[0]?.id ?? 1
    return this.#events[Math.max(0, after + 1 - first)]
  }

  /** Calls back on each event until the result is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  get listeners(): number {
    return this.#listeners.size
  }
}
