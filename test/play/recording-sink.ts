import type { Head } from '../../src/plan/head.ts'
import type { LazyBytes } from '../../src/plan/plan.ts'
import type { Clock } from '../../src/play/clock.ts'
import type { Ending, Sink } from '../../src/play/sink.ts'

/** One call of the player: when, and what was sent. */
export interface SinkCall {
  readonly at: number
  readonly what: string
}

/** Remembers what a player does, and is as slow as it is told. */
export class RecordingSink implements Sink {
  readonly calls: SinkCall[] = []
  readonly #clock: Clock
  #drained: (() => void) | undefined
  slow = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  head(head: Head): void {
    this.#note(`head ${head.status}`)
  }

  write(pieces: readonly LazyBytes[]): boolean {
    this.#note(pieces.map(textOf).join('|'))
    return !this.slow
  }

  drained(callback: () => void): void {
    this.#drained = callback
  }

  /** Whoever is slow has not read the last write. */
  get left(): number {
    const written = this.calls.flatMap(({ what }) =>
      what.startsWith('head ') ? [] : [what.split('|').length],
    )
    return written.slice(0, this.slow ? -1 : undefined).reduce((sum, pieces) => sum + pieces, 0)
  }

  flushed(callback: (whole: boolean) => void): void {
    callback(true)
  }

  finish(ending: Ending, pieces: readonly LazyBytes[] = []): void {
    this.#note([...pieces.map(textOf), ending].join('|'))
  }

  /** Whether the player waits for the receiver. */
  get stalled(): boolean {
    return this.#drained !== undefined
  }

  /** The receiver has read. */
  drain(): void {
    const callback = this.#drained
    this.#drained = undefined
    callback?.()
  }

  /** The texts of all pieces, in order, without the boundaries of writes. */
  get sent(): string {
    return this.calls
      .flatMap(({ what }) => what.split('|'))
      .filter((it) => !it.startsWith('head '))
      .join(' ')
  }

  #note(what: string): void {
    this.calls.push({ at: this.#clock.now(), what })
  }
}

function textOf(data: LazyBytes): string {
  return String(typeof data === 'function' ? data() : data)
}
