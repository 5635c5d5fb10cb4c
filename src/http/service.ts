import type { GatewayRequest } from '../front-end.ts'
import type { Lines } from '../lines.ts'
import type { Emulator, EmulatorSettings, Exchange, Moment } from '../emulator.ts'
import type { Clock } from '../play/clock.ts'
import type { HeaderList } from '../upstream.ts'
import { splitSessionPath, withSession } from './session-path.ts'

export interface ServiceOptions {
  readonly emulator: Emulator
  readonly clock: Clock
  /** Milliseconds since 1970; the system's unless given. */
  readonly date?: (() => number) | undefined
  /** 1: real time. 10: ten times faster. 0: no waiting at all. */
  readonly speed: number
  /** An exchange is over. `now`: ms since 1970. */
  readonly onExchange?: (exchange: Exchange, now: number) => void
  /** The emulator itself failed. */
  readonly onBug?: (error: unknown) => void
}

/** The emulator as the HTTP side sees it: it reads the clock, and turns a bug into an answer that says so. */
export class Service {
  /** Whose requests those are that name no session; '' for nobody's. */
  defaultSession = ''
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

  /** What the line that a request is for takes of it at most. */
  limitsOf(target: string, headers: HeaderList): ReturnType<Lines['limitsOf']> {
    return this.lines.limitsOf(splitSessionPath(target)?.target ?? target, headers)
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

  exchange(received: GatewayRequest): Exchange {
    const moment = this.#moment()
    const request = withSession(received, this.defaultSession)
    try {
      return this.emulator.exchange(request, moment)
    } catch (error) {
      this.#options.onBug?.(error)
      return this.#bug(request, error, moment)
    }
  }

  finished(exchange: Exchange): void {
    this.#options.onExchange?.(exchange, this.now())
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
