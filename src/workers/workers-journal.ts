import type { JournalRecord } from '../journal/journal-record.ts'
import { SendLog } from '../journal/send-log.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import type { Running } from '../start/start.ts'
import type { Gathered, SentRecord } from './messages.ts'
import { receivedRequest, takeEnd } from './packed.ts'
import type { Ended } from './packed.ts'

/** Sets of scenarios that exchanges may still be told of. */
const MOST_BOOKS = 10

/** What is known of the exchanges of one worker. */
export class WorkerExchanges {
  /** It is a worker of another instance, which tells of its exchanges itself. */
  readonly isRemote: boolean
  /** Those that it sends, by id; `own`: they took place there. */
  readonly running = new Map<string, { readonly entry: JournalRecord; readonly own: boolean }>()
  /** What it told of exchanges that run. */
  active = 0
  activeStreams = 0

  constructor(isRemote = false) {
    this.isRemote = isRemote
  }
}

/** Takes what workers did into the journal, the counts and the feed of the process that keeps them. */
export class WorkersJournal {
  readonly #running: Running
  readonly #books = new Map<number, ScenarioBook>()

  constructor(running: Running) {
    this.#running = running
  }

  /** From now on exchanges of this generation were answered by these scenarios. */
  useBook(generation: number, book: ScenarioBook): void {
    this.#books.set(generation, book)
    this.#books.delete(generation - MOST_BOOKS)
  }

  record(all: readonly (readonly [WorkerExchanges, Gathered])[]): void {
    const { emulator, service } = this.#running
    const records = all.flatMap(([worker, { records: some }]) => some.map((record) => ({ worker, record })))
    records.sort((a, b) => a.record.began - b.record.began)
    const first = Math.max(0, records.length - emulator.journal.limits.entries)
    // Those that the journal would forget at once are only counted.
    for (const { record } of records.slice(0, first))
      for (const rule of record.rules) emulator.deployment.hits.add(rule)
    emulator.journal.missed(first)
    for (const { worker, record } of records.slice(first)) this.#again(worker, record)
    for (const [worker, gathered] of all) {
      const { metrics } = service
      metrics.addAll(gathered.counted)
      metrics.active += gathered.active - worker.active
      metrics.activeStreams += gathered.activeStreams - worker.activeStreams
      worker.active = gathered.active
      worker.activeStreams = gathered.activeStreams
      for (const [rule, count] of gathered.forgotten.hits) emulator.deployment.hits.add(rule, count)
      emulator.journal.missed(gathered.forgotten.exchanges)
      this.ended(worker, gathered.ended)
      for (const { id, times } of gathered.running) {
        const known = worker.running.get(id)
        if (known !== undefined && times !== undefined) known.entry.sending = SendLog.from(times)
      }
    }
  }

  ended(worker: WorkerExchanges, all: readonly Ended[]): void {
    for (const one of all) this.#end(worker, one)
  }

  /** The worker is gone, and what it sent is cut. */
  lost(worker: WorkerExchanges): void {
    const { service, now } = this.#running
    service.metrics.active -= worker.active
    service.metrics.activeStreams -= worker.activeStreams
    for (const id of worker.running.keys()) this.#end(worker, [id, { frames: 0, ended: 'cut' }, now()])
  }

  #end(worker: WorkerExchanges, ended: Ended): void {
    const known = worker.running.get(ended[0])
    if (known === undefined) return
    worker.running.delete(ended[0])
    const { entry, own } = known
    const { service, emulator } = this.#running
    takeEnd(entry, ended)
    if (own) {
      emulator.journal.settle(entry)
      service.feed.ended(entry)
    } else if (worker.isRemote) service.over(entry)
    else service.finished(entry)
  }

  /** An exchange depends on nothing but its inputs: its record is made by having it once more. */
  #again(worker: WorkerExchanges, { id, at, began, generation, request, trace }: SentRecord): void {
    const { emulator, service } = this.#running
    const book = (worker.isRemote ? undefined : this.#books.get(generation)) ?? emulator.book
    const moment = {
      at,
      date: new Date(at).toUTCString(),
      speed: service.speed,
      began,
      elsewhere: { id, book },
    }
    const { entry } = emulator.exchange(receivedRequest(request), moment)
    entry.ownTrace = trace
    worker.running.set(id, { entry, own: true })
    service.feed.began(entry)
  }
}
