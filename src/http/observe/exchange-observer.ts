import type { JournalEntry } from '../../journal/entry.ts'

/** Told of every exchange: when it is planned, and when it is over. */
export interface ExchangeObserver {
  began(entry: JournalEntry): void
  ended(entry: JournalEntry): void
}
