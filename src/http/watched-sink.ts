import type { JournalEntry } from '../journal/entry.ts'
import { SendLog } from '../journal/send-log.ts'
import type { LazyBytes } from '../plan/plan.ts'
import type { Clock } from '../play/clock.ts'
import type { Ending, Head, Sink } from '../play/sink.ts'

/** Passes everything on, and notes in the journal when it left. */
export class WatchedSink implements Sink {
  readonly #sink: Sink
  readonly #clock: Clock
  readonly #start: number
  readonly #log = new SendLog()

  /** Made when the exchange begins: times count from now. */
  constructor(sink: Sink, entry: JournalEntry, clock: Clock) {
    this.#sink = sink
    this.#clock = clock
    this.#start = clock.now()
    entry.sending = this.#log
  }

  head(head: Head, alone: boolean): void {
    this.#log.headMs = this.#now()
    this.#sink.head(head, alone)
  }

  write(pieces: readonly LazyBytes[]): boolean {
    this.#log.wrote(pieces.length, this.#now())
    return this.#sink.write(pieces)
  }

  drained(callback: () => void): void {
    this.#log.waitingSinceMs = this.#now()
    this.#sink.drained(() => {
      this.#log.waitingSinceMs = undefined
      callback()
    })
  }

  finish(ending: Ending, pieces: readonly LazyBytes[] = []): void {
    const now = this.#now()
    this.#log.wrote(pieces.length, now)
    this.#log.endMs = now
    this.#sink.finish(ending, pieces)
  }

  get left(): number {
    return this.#sink.left
  }

  flushed(callback: (whole: boolean) => void): void {
    this.#sink.flushed(callback)
  }

  /** To a microsecond: more is noise. */
  #now(): number {
    return Math.round((this.#clock.now() - this.#start) * 1000) / 1000
  }
}
