import { createDice, hash32 } from './dice.ts'
import { Deployment } from './deployment.ts'
import { readWishes } from './emulator-headers.ts'
import type { EmulatorWishes } from './emulator-headers.ts'
import { ExchangeMemo } from './exchange-memo.ts'
import type { CoreRequest } from './gateway/core.ts'
import { handle } from './gateway/gateway.ts'
import type { Begun, Gateway, GatewayRequest } from './gateway/gateway.ts'
import { Journal, plannedOf } from './journal.ts'
import type { JournalEntry } from './journal.ts'
import { dated, refusal, withHeaders } from './own-headers.ts'
import type { Plan, WireEvent } from './plan/plan.ts'
import { ReceivedRequest } from './received-request.ts'
import type { ScenarioBook } from './scenario/book.ts'

export interface EmulatorSettings {
  readonly gateway: Gateway
  readonly seed: number
  /** `created` follows the seed instead of the clock. */
  readonly fixedTime: boolean
  /** A request that no scenario matches is an error that names the nearest. */
  readonly strict: boolean
  /** The `x-emulator-*` response headers. */
  readonly emulatorHeaders: boolean
}

/** The moment a request was accepted. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number
  /** The same as a `Date` header. */
  readonly date: string
}

export interface Exchange {
  readonly plan: Plan
  readonly entry: JournalEntry
  /** The speed that the client asked for. */
  readonly speed: number | undefined
}

/** 2025-01-01T00:00:00Z, Unix seconds: where `created` begins when it follows the seed. */
const FIXED_EPOCH = 1735689600
const FIXED_SPAN = 300 * 86400

/**
 * The walk of one exchange: the request goes to the gateway, the gateway asks the deployment, the deployment finds the
 * rule that answers. The result is a plan; nothing is sent here and no time passes.
 */
export class Emulator {
  readonly settings: EmulatorSettings
  readonly deployment: Deployment
  readonly journal = new Journal()
  readonly #memo = new ExchangeMemo()
  readonly #seeds = new WeakMap<object, number>()
  #book: ScenarioBook
  #count = 0

  constructor(settings: EmulatorSettings, book: ScenarioBook) {
    this.settings = settings
    this.deployment = new Deployment(settings.strict)
    this.#book = book
  }

  get book(): ScenarioBook {
    return this.#book
  }

  /** From the next request on these scenarios answer; what runs keeps the old ones. */
  useBook(book: ScenarioBook): void {
    this.#book = book
  }

  /** Forgets journal, turns and states: of one session, or all of them. */
  reset(session?: string): void {
    this.deployment.sessions.reset(session)
    if (session !== undefined) return
    this.journal.clear()
    this.deployment.hits.clear()
  }

  exchange(request: GatewayRequest, moment: Moment): Exchange {
    const wishes = readWishes(request.headers, this.#book.byName)
    const entry = this.#enter(request, moment, 'problem' in wishes ? '' : wishes.session)
    const answer =
      'problem' in wishes
        ? refusal(wishes.problem, moment.date)
        : this.#answer(request, wishes, entry, moment)
    const events = this.settings.emulatorHeaders ? withHeaders(answer, entry) : answer
    entry.planned = plannedOf(events)
    return { plan: { events, notes: [] }, entry, speed: 'problem' in wishes ? undefined : wishes.speed }
  }

  #enter(request: GatewayRequest, moment: Moment, session: string): JournalEntry {
    const id = `x${++this.#count}`
    const entry: JournalEntry = {
      id,
      at: moment.at,
      request,
      session,
      seed: undefined,
      calls: [],
      planned: undefined,
      sent: undefined,
    }
    this.journal.add(entry)
    return entry
  }

  /** Gives an answer again where nothing but the request decides it; otherwise walks. */
  #answer(
    request: GatewayRequest,
    wishes: EmulatorWishes,
    entry: JournalEntry,
    moment: Moment,
  ): readonly WireEvent[] {
    const second = this.settings.fixedTime ? 0 : Math.floor(moment.at / 1000)
    const key = this.#memo.keyOf(request)
    const known = key === undefined ? undefined : this.#memo.get(key, this.#book, second)
    if (known === undefined) {
      const { events, repeats } = this.#walk(request, wishes, entry, moment)
      if (key !== undefined && repeats)
        this.#memo.set(key, { book: this.#book, second, events, seed: entry.seed, calls: entry.calls })
      return events
    }
    entry.seed = known.seed
    for (const call of known.calls) {
      entry.calls.push(call)
      if (call.rule !== undefined) this.deployment.count(call.rule, wishes.session)
    }
    return dated(known.events, moment.date)
  }

  #walk(
    request: GatewayRequest,
    wishes: EmulatorWishes,
    entry: JournalEntry,
    moment: Moment,
  ): { events: readonly WireEvent[]; repeats: boolean } {
    let repeats = true
    const begin = (call: CoreRequest): Begun => {
      const seed = wishes.seed ?? this.#seedOf(call)
      entry.seed = seed
      const visit = {
        book: this.#book,
        client: new ReceivedRequest(request, call, wishes.session),
        wishes,
        seed,
        created: this.settings.fixedTime ? FIXED_EPOCH + (seed % FIXED_SPAN) : Math.floor(moment.at / 1000),
        calls: entry.calls,
        repeats: true,
      }
      const answer = this.deployment.visit(visit)
      const ask: Begun['ask'] = (upstream) => {
        const turn = answer(upstream)
        repeats = visit.repeats
        return turn
      }
      return { ask, dice: createDice(seed) }
    }
    const { events } = handle(this.settings.gateway, request, { begin, date: moment.date })
    return { events, repeats }
  }

  /** The same request has the same seed, however its keys were ordered and whether or not it is streamed. */
  #seedOf(call: CoreRequest): number {
    const value = call.body.upstream(call.model, call.stream)
    let seed = this.#seeds.get(value)
    if (seed === undefined) {
      const { stream: _stream, stream_options: _options, ...rest } = value
      seed = hash32(`${call.provider} ${JSON.stringify(rest)}`, this.settings.seed)
      this.#seeds.set(value, seed)
    }
    return seed
  }
}
