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
  /** What happened, and to which exchange or with what facts: no object is made of it before somebody reads it. */
  #types: FeedItem['type'][] = []
  #about: (string | object)[] = []
  #last = 0
  readonly #listeners = new Set<() => void>()

  began({ id }: JournalEntry): void {
    this.#push('exchange-begin', id)
  }

  ended({ id }: JournalEntry): void {
    this.#push('exchange-end', id)
  }

  add(item: FeedItem): void {
    this.#push(item.type, 'exchange' in item ? item.exchange : item.data)
  }

  #push(type: FeedItem['type'], about: string | object): void {
    this.#last++
    this.#types.push(type)
    this.#about.push(about)
    // Dropping many at once keeps the cost of an event constant.
    if (this.#types.length >= 2 * MOST_EVENTS) {
      this.#types = this.#types.slice(-MOST_EVENTS)
      this.#about = this.#about.slice(-MOST_EVENTS)
    }
    for (const listener of this.#listeners) listener()
  }

  /** The number of the last event, 0 before the first. */
  get last(): number {
    return this.#last
  }

  /** The event after this one, or the first that is still there. */
  next(after: number): FeedEvent | undefined {
    const first = this.#last - this.#types.length + 1
    const index = Math.max(0, after + 1 - first)
    const type = this.#types[index]
    if (type === undefined) return undefined
    const [id, about] = [first + index, this.#about[index]!]
    return typeof about === 'string'
      ? { id, type: type as 'exchange-begin', exchange: about }
      : { id, type: type as 'reload', data: about }
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
