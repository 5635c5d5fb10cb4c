import type { GatewayRequest, OwnError } from '../contracts/front-end.ts'
import type { Lines } from '../exchange/front-end-registry.ts'
import { tookPlace } from '../exchange/emulator.ts'
import type { Emulator, EmulatorSettings, Exchange, Moment } from '../exchange/emulator.ts'
import { JournalRecord } from '../journal/journal-record.ts'
import { SendLog } from '../journal/send-log.ts'
import type { Clock } from '../play/clock.ts'
import type { WireEvent } from '../plan/plan.ts'
import { play } from '../play/player.ts'
import type { Played, Player } from '../play/player.ts'
import type { Sink } from '../play/sink.ts'
import type { Refuser } from './refuse.ts'
import type { ExchangeObserver } from './observe/exchange-observer.ts'
import { Feed } from './observe/feed.ts'
import { Metrics } from './observe/metrics.ts'
import { sentOf } from './sent.ts'
import type { HeaderMap } from '../message/header-map.ts'
import { splitSessionPath, withSession } from './session-path.ts'

export interface ServiceOptions {
  readonly emulator: Emulator
  readonly clock: Clock
  /** Milliseconds since 1970; the system's unless given. */
  readonly date?: (() => number) | undefined
  /** 1: real time. 10: ten times faster. 0: no waiting at all. */
  readonly speed: number
  /** An exchange is over. `now`: ms since 1970. */
  readonly onExchange?: (exchange: Pick<Exchange, 'entry'>, now: number) => void
  /** The emulator itself failed. */
  readonly onBug?: (error: unknown) => void
  /** Told of every exchange, beside the feed and the metrics. */
  readonly observers?: readonly ExchangeObserver[] | undefined
}

/** Exchanges of an emulator that is several processes. */
export interface Elsewhere {
  begin(request: GatewayRequest): Exchange | Promise<Exchange>
}

/** The emulator as the HTTP side sees it: it reads the clock, and turns a bug into an answer that says so. */
export class Service {
  readonly feed = new Feed()
  readonly metrics = new Metrics()
  readonly #observers: readonly ExchangeObserver[]
  /** Whose requests those are that name no session; '' for nobody's. */
  defaultSession = ''
  /** Whoever is cut off from now on did not leave: the emulator ends. */
  stopping = false
  /** It ends soon: answers under way are still sent. */
  draining = false
  /** Who is asked for an exchange where this process does not keep all state. */
  elsewhere: Elsewhere | undefined
  readonly #options: ServiceOptions
  #second = 0
  #date = ''

  constructor(options: ServiceOptions) {
    this.#options = options
    this.#observers = [this.feed, this.metrics, ...(options.observers ?? [])]
  }

  get settings(): EmulatorSettings {
    return this.#options.emulator.settings
  }

  get emulator(): Emulator {
    return this.#options.emulator
  }

  get lines(): Lines {
    return this.emulator.lines
  }

  /** What the line that a request is for takes of it at most. */
  limitsOf(target: string, headers: HeaderMap): ReturnType<Lines['limitsOf']> {
    return this.lines.limitsOf(splitSessionPath(target)?.target ?? target, headers)
  }

  get clock(): Clock {
    return this.#options.clock
  }

  get speed(): number {
    return this.#options.speed
  }

  /** How many answers are not over. */
  get underWay(): number {
    return this.metrics.active
  }

  /** Milliseconds since 1970. */
  now(): number {
    return (this.#options.date ?? Date.now)()
  }

  /** In whose name a request is refused that nobody can read, and when. */
  refuser(): Refuser {
    return { server: this.lines.first.server, now: this.now() }
  }

  /** The emulator itself failed where no answer can say so. */
  failed(error: unknown): void {
    this.#options.onBug?.(error)
  }

  /** Where all state is here. */
  exchange(request: GatewayRequest, moment = this.moment()): Exchange {
    return tookPlace(this.tryExchange(request, moment))
  }

  /** Undefined where it needs state that another process keeps. */
  tryExchange(request: GatewayRequest, moment = this.moment()): Exchange | undefined {
    const exchange = this.#exchange(request, moment)
    if (exchange !== undefined) for (const observer of this.#observers) observer.began(exchange.entry)
    return exchange
  }

  finished(entry: JournalRecord): void {
    const now = this.now()
    entry.endedAt = now
    // Before the journal lets go of what was read of the request.
    this.#options.onExchange?.({ entry }, now)
    this.over(entry)
  }

  /** It is over, and was told of where it took place. */
  over(entry: JournalRecord): void {
    // What they look at would have to be made again once the journal has let go of it.
    for (const observer of this.#observers) observer.ended(entry)
    this.emulator.journal.settle(entry)
  }

  /** Nothing is asked: the emulator says in its own name why not, in the form of the line that the request is for. `began`: as in `Moment`. */
  refuse(request: GatewayRequest, id: string, error: OwnError, began?: number): Exchange {
    const { at, date } = this.moment()
    const { front } = this.lines.choose(request)
    const exchange = ownExchange(
      new JournalRecord(id, at, request, { line: front.line, began }),
      front.own(error, date),
    )
    this.emulator.journal.add(exchange.entry)
    for (const observer of this.#observers) observer.began(exchange.entry)
    return exchange
  }

  /** The scenario files were read again. `facts`: what to tell of it. */
  reloaded(ok: boolean, facts: object): void {
    this.metrics.reloads.add([ok ? 'ok' : 'failed'])
    this.feed.add({ type: 'reload', data: { ok, ...facts } })
  }

  #exchange(received: GatewayRequest, moment: Moment): Exchange | undefined {
    const request = withSession(received, this.defaultSession)
    try {
      return this.emulator.tryExchange(request, moment)
    } catch (error) {
      this.#options.onBug?.(error)
      return this.#bug(request, error, moment)
    }
  }

  /** Sends what was planned; the journal tells what became of it, and so does `done`. */
  play(exchange: Exchange, sink: Sink, done?: (played: Played) => void): Player {
    const { plan, entry, speed = this.speed } = exchange
    const log = new SendLog()
    entry.sending = log
    const over = this.#over(entry, done)
    const player = play(plan, sink, this.clock, speed, over, { what: entry.id, log })
    return {
      played: player.played,
      stop: () => {
        if (player.played.ended !== 'end' && !this.stopping) entry.leftAt = this.now()
        player.stop()
        entry.sent = sentOf(player.played, this.stopping)
      },
    }
  }

  /** Called when the exchange is over. In a scope of its own: what it holds lives as long as a client does not read. */
  #over(entry: JournalRecord, done: ((played: Played) => void) | undefined): (played: Played) => void {
    return (played) => {
      entry.sent = sentOf(played, this.stopping)
      this.finished(entry)
      done?.(played)
    }
  }

  /** The time now; the `Date` text is made once a second. */
  moment(): Moment {
    const at = this.now()
    const second = Math.floor(at / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#date = new Date(at).toUTCString()
    }
    return { at, date: this.#date, speed: this.speed }
  }

  #bug(request: GatewayRequest, error: unknown, moment: Moment): Exchange {
    const message = `bifrost-emulator: this is a bug of the emulator, not an answer of the gateway: ${String(error)}`
    const events = this.lines.first.own({ status: 500, type: 'emulator_bug', message }, moment.date)
    return ownExchange(new JournalRecord('bug', moment.at, request), events)
  }
}

function ownExchange(entry: JournalRecord, events: readonly WireEvent[]): Exchange {
  entry.parts = events
  return { plan: { events, notes: [] }, entry, speed: undefined }
}
