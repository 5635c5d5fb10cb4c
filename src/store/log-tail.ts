import type { Exchanged, SharedLog } from './shared-log.ts'

/** An entry of the log in its turn: one that was added here, or what another instance added. */
export type LogEntry<Own> =
  | { readonly number: number; readonly own: Own }
  | { readonly number: number; readonly data: Buffer }

/** How many entries may wait here to be taken before more are fetched. */
const MOST_WAITING = 500

/**
 * The end of the log, as one instance sees it. One command at a time is under way: it takes along what was added meanwhile, and
 * brings what others added. So the more there is to do, the less each entry costs, and own ones are never read back.
 */
export class LogTail<Own> {
  readonly #log: Pick<SharedLog, 'exchange'>
  readonly #instance: string
  readonly #added: (own: readonly Own[], exchanged: Exchanged) => void
  /** The last entry that was fetched. */
  #fetched: number
  /** The last one that is known to be there. */
  #last: number
  #toAdd: { readonly data: Buffer; readonly own: Own }[] = []
  #waiting: LogEntry<Own>[] = []
  #isUnderWay = false
  #failure: Error | undefined
  #wake: (() => void) | undefined

  /** `after`: entries up to there are known. `added`: own ones have their place now. */
  constructor(
    log: Pick<SharedLog, 'exchange'>,
    instance: string,
    after: number,
    added: (own: readonly Own[], exchanged: Exchanged) => void,
  ) {
    this.#log = log
    this.#instance = instance
    this.#added = added
    this.#fetched = after
    this.#last = after
  }

  /** Those of one turn go together. */
  add(data: Buffer, own: Own): void {
    this.#toAdd.push({ data, own })
    if (this.#toAdd.length === 1 && !this.#isUnderWay) setImmediate(() => void this.#exchange())
  }

  /** There is an entry with this number. */
  heard(last: number): void {
    if (last <= this.#last) return
    this.#last = last
    void this.#exchange()
  }

  /** The log can be had no longer. */
  fail(error: Error): void {
    this.#failure ??= error
    this.#wake?.()
  }

  /** The next entries, when there are some. Rejects when the log can be had no longer. */
  async next(): Promise<readonly LogEntry<Own>[]> {
    while (this.#waiting.length === 0) {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#last > this.#fetched) void this.#exchange()
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    const entries = this.#waiting
    this.#waiting = []
    return entries
  }

  async #exchange(): Promise<void> {
    if (this.#isUnderWay) return
    this.#isUnderWay = true
    try {
      while (this.#failure === undefined && this.#hasToDo()) await this.#once()
    } catch (error) {
      this.fail(error as Error)
    }
    this.#isUnderWay = false
  }

  #hasToDo(): boolean {
    return this.#toAdd.length > 0 || (this.#last > this.#fetched && this.#waiting.length < MOST_WAITING)
  }

  async #once(): Promise<void> {
    const adding = this.#toAdd
    this.#toAdd = []
    const most = Math.max(0, MOST_WAITING - this.#waiting.length)
    const all = adding.map(({ data }) => data)
    const exchanged = await this.#log.exchange(this.#instance, this.#fetched, most, all)
    const own = adding.map((one) => one.own)
    if (own.length > 0) this.#added(own, exchanged)
    for (const data of exchanged.lacking) this.#waiting.push({ number: ++this.#fetched, data })
    // Where there are more before them, they are read in their turn.
    if (this.#fetched === exchanged.last - own.length)
      for (const one of own) this.#waiting.push({ number: ++this.#fetched, own: one })
    this.#last = Math.max(this.#last, exchanged.last)
    if (this.#waiting.length > 0) this.#wake?.()
  }
}
