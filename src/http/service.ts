import type { GatewayRequest } from '../front-end.ts'
import type { Lines } from '../lines.ts'
import type { Emulator, EmulatorSettings, Exchange, Moment } from '../emulator.ts'
import type { Clock } from '../play/clock.ts'
import { play } from '../play/player.ts'
import type { Player } from '../play/player.ts'
import type { Sink } from '../play/sink.ts'
import type { Refuser } from './broken-request.ts'
import { sentOf } from './sent.ts'

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
}

/** The emulator as the HTTP side sees it: it reads the clock, and turns a bug into an answer that says so. */
export class Service {
  readonly #options: ServiceOptions
  #second = 0
  #date = ''

  constructor(options: ServiceOptions) {
    this.#options = options
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

  get clock(): Clock {
    return this.#options.clock
  }

  get speed(): number {
    return this.#options.speed
  }

  /** Milliseconds since 1970. */
  now(): number {
    return (this.#options.date ?? Date.now)()
  }

  /** In whose name a request is refused that nobody can read, and when. */
  refuser(): Refuser {
    return { server: this.lines.first.server, now: this.now() }
  }

  exchange(request: GatewayRequest): Exchange {
    const moment = this.#moment()
    try {
      return this.emulator.exchange(request, moment)
    } catch (error) {
      this.#options.onBug?.(error)
      return this.#bug(request, error, moment)
    }
  }

  /** Sends what was planned; the journal tells what became of it. */
  play(exchange: Exchange, sink: Sink): Player {
    const { plan, entry, speed = this.speed } = exchange
    const player = play(
      plan,
      sink,
      this.clock,
      speed,
      (played) => {
        entry.sent = sentOf(played)
        this.#options.onExchange?.({ entry }, this.now())
      },
      entry.id,
    )
    return {
      played: player.played,
      stop: () => {
        player.stop()
        entry.sent = sentOf(player.played)
      },
    }
  }

  /** The time now; the `Date` text is made once a second. */
  #moment(): Moment {
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
    const events = this.emulator.lines.first.own({ status: 500, type: 'emulator_bug', message }, moment.date)
    const entry = {
      id: 'bug',
      at: moment.at,
      request,
      session: '',
      seed: undefined,
      calls: [],
      planned: undefined,
      sent: undefined,
    }
    return { plan: { events, notes: [] }, entry, speed: undefined }
  }
}
