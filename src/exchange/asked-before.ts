import { earlierCopies } from '../journal/copies.ts'
import type { JournalEntry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import type { AskedExchange } from '../plan/faults/wire-fault.ts'

/** What faults may ask of the exchange they change; looked up only where one asks. */
export class AskedBefore implements AskedExchange {
  readonly #entry: JournalEntry
  readonly #journal: Journal
  #isJournalAsked = false

  constructor(entry: JournalEntry, journal: Journal) {
    this.#entry = entry
    this.#journal = journal
  }

  /** A fault has asked for what came before. */
  get isJournalAsked(): boolean {
    return this.#isJournalAsked
  }

  get host(): string {
    return this.#entry.request.headers.get('host') ?? ''
  }

  get target(): string {
    return this.#entry.request.target
  }

  get earlier(): number {
    this.#isJournalAsked = true
    return earlierCopies(this.#entry, this.#journal.list())
  }
}
