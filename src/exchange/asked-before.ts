import { STATE_ELSEWHERE } from '../deployment/state-elsewhere.ts'
import { earlierCopies } from '../journal/copies.ts'
import type { JournalEntry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import type { AskedExchange } from '../plan/faults/wire-fault.ts'

/** What faults may ask of the exchange they change; looked up only where one asks. */
export class AskedBefore implements AskedExchange {
  readonly #entry: JournalEntry
  readonly #journal: Journal

  readonly #isElsewhere: boolean

  /** `isElsewhere`: another process has the whole journal. */
  constructor(entry: JournalEntry, journal: Journal, isElsewhere: boolean) {
    this.#entry = entry
    this.#journal = journal
    this.#isElsewhere = isElsewhere
  }

  get host(): string {
    return this.#entry.request.headers.get('host') ?? ''
  }

  get target(): string {
    return this.#entry.request.target
  }

  get earlier(): number {
    if (this.#isElsewhere) throw STATE_ELSEWHERE
    return earlierCopies(this.#entry, this.#journal.list())
  }
}
