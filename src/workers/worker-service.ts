import { Counter } from '../deployment/counter.ts'
import type { GatewayRequest } from '../contracts/front-end.ts'
import type { Exchange } from '../exchange/emulator.ts'
import { Service } from '../http/service.ts'
import type { Elsewhere, ServiceOptions } from '../http/service.ts'
import { JournalRecord } from '../journal/journal-record.ts'
import { PackedPlan } from '../plan/plan.ts'
import { sharedNow } from './machine-clock.ts'
import type { Gathered, SentRecord } from './messages.ts'
import { endedOf, receivedEvents, sentRequest } from './packed.ts'
import type { Ended, SentExchange, SentRequest } from './packed.ts'

export interface Keeper {
  /** Has an exchange take place where the state is. */
  exchange(request: SentRequest, began: number): Promise<SentExchange>
  ended(all: readonly Ended[]): void
}

/**
 * The emulator in one of several processes. An exchange that reads and changes nothing that others know of takes place here;
 * all others take place where the state is kept, and are sent from here.
 */
export class WorkerService extends Service implements Elsewhere {
  /** Every exchange is the keeper's. */
  isClosed = false
  /** Which set of scenarios this is. */
  generation = 0
  readonly #keeper: Keeper
  /** Exchanges of the keeper that are sent from here. */
  readonly #away = new Set<JournalRecord>()
  /** Requests that the keeper has not answered. */
  #asked = 0
  /** Own exchanges that the keeper knows, and that run. */
  readonly #running = new Set<JournalRecord>()
  readonly #hits = new Counter()
  #generations = new WeakMap<object, number>()
  #ended: Ended[] = []

  constructor(options: ServiceOptions, keeper: Keeper) {
    super(options)
    this.#keeper = keeper
  }

  /** These scenarios answer from now on. */
  usesGeneration(generation: number): void {
    this.generation = generation
    this.#generations.set(this.emulator.book, generation)
  }

  override tryExchange(request: GatewayRequest): Exchange | undefined {
    const exchange = super.tryExchange(request)
    if (exchange === undefined) return undefined
    const { entry } = exchange
    entry.began = sharedNow()
    for (const { rule } of entry.calls) if (rule !== undefined) this.#hits.add(rule)
    return exchange
  }

  /** Here if it can be, else where the state is. */
  begin(request: GatewayRequest): Exchange | Promise<Exchange> {
    const here = this.isClosed ? undefined : this.tryExchange(request)
    return here ?? this.#there(request)
  }

  override finished(entry: JournalRecord): void {
    if (this.#away.delete(entry)) entry.endedAt = this.now()
    else {
      super.finished(entry)
      if (!this.#running.delete(entry)) return
    }
    this.#tellEnd(entry)
  }

  /** Exchanges that are not over, those of the keeper too. */
  override get underWay(): number {
    return this.metrics.active + this.#away.size + this.#asked
  }

  /** What was done here since the last time. Own exchanges are forgotten here then. */
  gather(): Gathered {
    const { journal } = this.emulator
    const entries = journal.list() as readonly JournalRecord[]
    const exchanges = journal.usage.forgotten
    journal.clear()
    const records = entries.map((entry): SentRecord => {
      const { id, at, began = 0, request, calls, book, ownTrace: trace } = entry
      const rules = calls.flatMap(({ rule }) => rule ?? [])
      const generation = this.#generations.get(book ?? this.emulator.book) ?? this.generation
      return { id, at, began, generation, rules, request: sentRequest(request), trace }
    })
    for (const entry of entries) {
      if (entry.sent === undefined) this.#running.add(entry)
      else this.#ended.push(endedOf(entry))
    }
    const hits = new Map(this.#hits.all())
    for (const { rules } of records) for (const rule of rules) hits.set(rule, (hits.get(rule) ?? 0) - 1)
    this.#hits.clear()
    const ended = this.#ended
    this.#ended = []
    const running = [...this.#running, ...this.#away].map(({ id, sending }) => ({
      id,
      times: sending?.dump(),
    }))
    const { active, activeStreams } = this.metrics
    return {
      records,
      ended,
      running,
      forgotten: { exchanges, hits: new Map([...hits].filter(([, count]) => count > 0)) },
      counted: this.metrics.take(),
      active,
      activeStreams,
    }
  }

  async #there(request: GatewayRequest): Promise<Exchange> {
    this.#asked++
    try {
      const sent = await this.#keeper.exchange(sentRequest(request), sharedNow())
      const [id, at, speed] = sent
      const events = receivedEvents(sent[3])
      const entry = new JournalRecord(id, at, request)
      entry.parts = events
      this.#away.add(entry)
      return { plan: new PackedPlan(events), entry, speed }
    } finally {
      this.#asked--
    }
  }

  /** Those of one turn go together. */
  #tellEnd(entry: JournalRecord): void {
    this.#ended.push(endedOf(entry))
    if (this.#ended.length > 1) return
    setImmediate(() => {
      const ended = this.#ended
      this.#ended = []
      if (ended.length > 0) this.#keeper.ended(ended)
    })
  }
}
