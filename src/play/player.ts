import type { Head } from '../plan/head.ts'
import { partsOf } from '../plan/plan.ts'
import type { Plan, PlanPart, WireEvent } from '../plan/plan.ts'
import { LONG_RUN } from '../plan/event-run.ts'
import { RunSlice, madeOf } from '../plan/piece.ts'
import type { Piece } from '../plan/piece.ts'
import type { Clock } from './clock.ts'
import type { Ending, Sink } from './sink.ts'

/** What was really sent. */
export interface Played {
  /** Body events that were written. */
  frames: number
  /** How it ended; absent while it runs. `client-left`: the receiver went away first. */
  ended?: Ending | 'client-left'
  /** The receiver went away before a whole answer had left. */
  left?: {
    /** Body events that it can have seen entirely: the operating system had taken them. */
    readonly after: number
    /** Milliseconds since the beginning. */
    readonly atMs: number
  }
}

export interface Player {
  readonly played: Played
  /** The receiver went away: nothing more is sent. */
  stop(): void
}

/** What is noted of how an answer leaves; times are ms since the beginning. */
export interface PlayLog {
  headMs: number | undefined
  endMs: number | undefined
  waitingSinceMs: number | undefined
  wrote(events: number, ms: number): void
}

export interface PlayOptions {
  /** Whose plan it is, for those who ask the clock. */
  readonly what?: string
  readonly log?: PlayLog
}

/**
 * Plays a plan: each event at its time, in order. Times are absolute from the start, so delays never add up. `speed`
 * divides all times; 0 means no waiting at all. `done` is called once, when the operating system has everything or the
 * receiver has gone.
 */
export function play(
  plan: Plan,
  sink: Sink,
  clock: Clock,
  speed: number,
  done: (played: Played) => void,
  options: PlayOptions = {},
): Player {
  const playing = new Playing(partsOf(plan), sink, clock, speed, done, options)
  playing.step()
  return playing
}

/** Body events that are due together leave in one write, up to about this many of them or this many bytes. */
const MOST_EVENTS = 64
const MOST_BYTES = 64 * 1024

class Playing implements Player {
  readonly played: Played = { frames: 0 }
  readonly #parts: readonly PlanPart[]
  readonly #sink: Sink
  readonly #clock: Clock
  readonly #speed: number
  readonly #done: (played: Played) => void
  readonly #what: string
  readonly #log: PlayLog | undefined
  readonly #start: number
  /** The part that is next, and in a run its event. */
  #part = 0
  #inRun = 0
  #isOver = false
  #cancel: (() => void) | undefined

  constructor(
    parts: readonly PlanPart[],
    sink: Sink,
    clock: Clock,
    speed: number,
    done: (played: Played) => void,
    { what = '', log }: PlayOptions,
  ) {
    this.#parts = parts
    this.#sink = sink
    this.#clock = clock
    this.#speed = speed
    this.#done = done
    this.#what = what
    this.#log = log
    this.#start = clock.now()
    for (const part of parts) if (part.kind === 'run' && part.length >= LONG_RUN) part.compact()
  }

  /** Sends what is due, and waits for what is not. */
  readonly step = (): void => {
    while (!this.#isOver) {
      const part = this.#parts[this.#part]
      if (part === undefined) return
      const when = this.#due(part)
      if (when > this.#start && when > this.#clock.now()) return this.#wait(when)
      if (part.kind === 'head') this.#sendHead(part)
      else if (part.kind === 'body' || part.kind === 'run') {
        if (this.#sendBody(part) === 'waits') return
      } else {
        this.#part++
        return this.#finish(part.kind)
      }
    }
  }

  stop(): void {
    this.#cancel?.()
    this.#isOver = true
    // Who was left in silence and goes is worth knowing too.
    const { played } = this
    const isLeaving = played.ended === undefined || played.ended === 'hang'
    if (isLeaving) played.left ??= { after: this.#sink.left, atMs: this.#clock.now() - this.#start }
    this.#end('client-left')
  }

  #sendHead(head: Head): void {
    this.#part++
    const next = this.#parts[this.#part]
    const follows = next?.kind === 'body' || next?.kind === 'run' || next?.kind === 'end'
    if (this.#log !== undefined) this.#log.headMs = this.#ms()
    this.#sink.head(head, !follows || !this.#isDue(next))
  }

  #sendBody(first: Exclude<PlanPart, { kind: 'head' }>): 'goes on' | 'waits' {
    const apart = first.kind === 'body' && first.apart === true
    const { pieces, count } = apart ? this.#takeApart(first) : this.#takeDue()
    this.played.frames += count
    const next = this.#parts[this.#part]
    if (!apart && next?.kind === 'end' && this.#isDue(next)) {
      this.#part++
      this.#finish('end', pieces, count)
      return 'waits'
    }
    this.#log?.wrote(count, this.#ms())
    const goesOn = this.#sink.write(pieces)
    if (apart) {
      // A turn of the event loop lies behind it.
      const go = () => this.#wait(this.#clock.now())
      if (goesOn) go()
      else this.#waitForReceiver(go)
      return 'waits'
    }
    if (goesOn) return 'goes on'
    this.#waitForReceiver(this.step)
    return 'waits'
  }

  #takeApart({ data }: Extract<WireEvent, { kind: 'body' }>): { pieces: readonly Piece[]; count: number } {
    this.#part++
    return { pieces: [data], count: 1 }
  }

  /** Takes the body events that are due by now and do not leave apart. */
  #takeDue(): { pieces: readonly Piece[]; count: number } {
    const pieces: Piece[] = []
    let count = 0
    let bytes = 0
    while (count < MOST_EVENTS && bytes < MOST_BYTES) {
      const part = this.#parts[this.#part]
      if (part === undefined || !this.#isDue(part)) break
      if (part.kind === 'run') {
        const from = this.#inRun
        const to = this.#dueIn(part, from, Math.min(part.length, from + MOST_EVENTS - count))
        const taken = part.fitting(from, to, MOST_BYTES - bytes)
        pieces.push(new RunSlice(part, from, from + taken))
        count += taken
        this.#inRun += taken
        if (this.#inRun < part.length) break
        this.#part++
        this.#inRun = 0
      } else if (part.kind === 'body' && part.apart !== true) {
        const data = madeOf(part.data)
        pieces.push(data)
        bytes += data.length
        count++
        this.#part++
      } else break
    }
    return { pieces, count }
  }

  /** The end of the events from `from` on that are due. */
  #dueIn(run: Extract<PlanPart, { kind: 'run' }>, from: number, to: number): number {
    if (this.#speed === 0) return to
    const now = this.#clock.now()
    let end = from + 1
    while (end < to && this.#start + run.at(end) / this.#speed <= now) end++
    return end
  }

  #due(part: PlanPart): number {
    const at = part.kind === 'run' ? part.at(this.#inRun) : part.at
    return this.#speed === 0 || at === 0 ? this.#start : this.#start + at / this.#speed
  }

  #isDue(part: PlanPart): boolean {
    const due = this.#due(part)
    return due <= this.#start || due <= this.#clock.now()
  }

  #finish(ending: Ending, pieces: readonly Piece[] = [], count = 0): void {
    this.#isOver = true
    if (this.#log !== undefined) {
      const ms = this.#ms()
      this.#log.wrote(count, ms)
      this.#log.endMs = ms
    }
    this.#sink.finish(ending, pieces)
    // Where it did not leave whole, the receiver has gone, and `stop` will be called.
    this.#sink.flushed((whole) => whole && this.#end(ending))
    this.#holdClock()
  }

  #end(how: NonNullable<Played['ended']>): void {
    if (this.played.ended !== undefined) return
    this.played.ended = how
    this.#done(this.played)
  }

  #wait(when: number): void {
    this.#cancel = this.#clock.at(when, this.step, this.#what)
    this.#holdClock()
  }

  #waitForReceiver(go: () => void): void {
    const log = this.#log
    if (log !== undefined) log.waitingSinceMs = this.#ms()
    this.#sink.drained(() => {
      if (log !== undefined) log.waitingSinceMs = undefined
      go()
    })
    this.#holdClock()
  }

  /** Time that is moved by hand waits until all this has left. */
  #holdClock(): void {
    if (this.#clock.hold !== undefined) this.#sink.flushed(this.#clock.hold())
  }

  /** Since the beginning, to a microsecond: more is noise. */
  #ms(): number {
    return Math.round((this.#clock.now() - this.#start) * 1000) / 1000
  }
}
