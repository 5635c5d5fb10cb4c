import { createDice, hash32 } from './dice.ts'
import type { Dice } from './dice.ts'
import { Deployment } from './deployment.ts'
import type { DeploymentSettings, Visit } from './deployment.ts'
import { readWishes } from './emulator-headers.ts'
import type { EmulatorWishes } from './emulator-headers.ts'
import { ExchangeMemo } from './exchange-memo.ts'
import type { FaultOrder } from './faults/fault-order.ts'
import type { CoreRequest } from './gateway/core.ts'
import { handle } from './gateway/gateway.ts'
import type { Begun, Gateway, GatewayRequest } from './gateway/gateway.ts'
import { Journal, plannedOf } from './journal.ts'
import type { JournalEntry } from './journal.ts'
import { dated, refusal, withHeaders } from './own-headers.ts'
import { applyFaults } from './plan/faults/apply-faults.ts'
import type { Note, Plan, WireEvent } from './plan/plan.ts'
import { ReceivedRequest } from './received-request.ts'
import { canonicalJson } from './request/canonical-json.ts'
import { chatRequest } from './request/chat-request.ts'
import type { JsonObject } from './request/chat-request.ts'
import type { ScenarioBook } from './scenario/book.ts'
import type { SessionSource } from './scenario/session-source.ts'
import { Probe } from './scenario/match/probe.ts'
import { StandingOrders } from './standing-orders.ts'

export interface EmulatorSettings extends DeploymentSettings {
  readonly gateway: Gateway
  readonly seed: number
  /** `created` follows the seed instead of the clock. */
  readonly fixedTime: boolean
  /** The `x-emulator-*` response headers. */
  readonly emulatorHeaders: boolean
  /** Where requests name their session, beside `x-emulator-session`. */
  readonly session?: SessionSource | undefined
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
  /** What is ordered for requests that are still to come. */
  readonly orders: StandingOrders
  #memo = new ExchangeMemo()
  readonly #seeds = new WeakMap<object, number>()
  readonly #sessionSeeds = new Map<string, number>()
  #book: ScenarioBook
  #count = 0

  constructor(settings: EmulatorSettings, book: ScenarioBook) {
    this.settings = settings
    this.deployment = new Deployment(settings)
    this.orders = new StandingOrders(settings.seed)
    this.#book = book
  }

  get book(): ScenarioBook {
    return this.#book
  }

  /** From the next request on these scenarios answer; what runs keeps the old ones. */
  useBook(book: ScenarioBook): void {
    this.#book = book
  }

  /** What one session's answers follow in place of the emulator's seed; undefined: that seed again. */
  seedSession(session: string, seed: number | undefined): void {
    if (this.#sessionSeeds.get(session) === seed) return
    if (seed === undefined) this.#sessionSeeds.delete(session)
    else this.#sessionSeeds.set(session, seed)
    this.#memo = new ExchangeMemo()
  }

  /** Forgets journal, turns, states and standing orders: of one session, or all of them. */
  reset(session?: string): void {
    this.deployment.sessions.reset(session)
    this.orders.clear(session)
    this.journal.clear(session)
    if (session !== undefined) return
    this.deployment.hits.clear()
  }

  exchange(request: GatewayRequest, moment: Moment): Exchange {
    const wishes = readWishes(request.headers, this.#book.byName)
    const entry = this.#enter(request, moment, 'problem' in wishes ? '' : wishes.session)
    const answer =
      'problem' in wishes
        ? refusal(wishes.problem, this.settings.gateway.profile, moment.date)
        : this.#answer(request, wishes, entry, moment)
    const events = this.settings.emulatorHeaders ? withHeaders(answer, entry) : answer
    entry.planned = plannedOf(events)
    const notes = (entry.faults ?? []).map((effect): Note => ({ kind: 'fault', ...effect }))
    return { plan: { events, notes }, entry, speed: 'problem' in wishes ? undefined : wishes.speed }
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
    const isPlain = wishes.faults === undefined && this.orders.isIdle(moment.at)
    const key = isPlain ? this.#memo.keyOf(request) : undefined
    const known = key === undefined ? undefined : this.#memo.get(key, this.#book, second)
    if (known === undefined) {
      const { events, repeats } = this.#walk(request, wishes, entry, moment)
      if (key !== undefined && repeats)
        this.#memo.set(key, {
          book: this.#book,
          second,
          events,
          seed: entry.seed,
          calls: entry.calls,
          session: entry.session,
        })
      return events
    }
    entry.seed = known.seed
    entry.session = known.session
    for (const call of known.calls) {
      entry.calls.push(call)
      if (call.rule !== undefined) this.deployment.count(call.rule, known.session, moment.at)
    }
    return dated(known.events, moment.date)
  }

  #walk(
    request: GatewayRequest,
    wishes: EmulatorWishes,
    entry: JournalEntry,
    moment: Moment,
  ): { events: readonly WireEvent[]; repeats: boolean } {
    let visit: Visit | undefined
    const begin = (call: CoreRequest): Begun => {
      const named = wishes.session === '' ? (this.settings.session ?? '') : wishes.session
      const client = new ReceivedRequest(request, call, named)
      const { session } = client
      entry.session = session
      const seed = wishes.seed ?? this.#seedOf(call, session)
      entry.seed = seed
      const taken = this.orders.take({
        session,
        deployment: call.model,
        probe: () => new Probe(chatRequest(client, firstTarget(call)), NO_PAST),
        at: moment.at,
      })
      if (taken !== undefined) entry.ordered = taken
      visit = {
        book: this.#book,
        client,
        wishes: taken?.error === undefined ? wishes : { error: taken.error, ...wishes },
        seed,
        created: this.settings.fixedTime ? FIXED_EPOCH + (seed % FIXED_SPAN) : Math.floor(moment.at / 1000),
        at: moment.at,
        calls: entry.calls,
        faults: [...(wishes.faults ?? []), ...(taken?.faults ?? [])],
        effects: [],
        ruleFaults: [],
        repeats: true,
      }
      return { ask: this.deployment.visit(visit), dice: createDice(seed) }
    }
    const plan = handle(this.settings.gateway, request, { begin, date: moment.date })
    const faults = visit === undefined ? (wishes.faults ?? []) : [...visit.ruleFaults, ...visit.faults]
    if (faults.length === 0) return { events: plan.events, repeats: visit?.repeats ?? true }
    return { events: this.#faulty(plan, faults, visit, entry), repeats: false }
  }

  /** The plan after its faults; the entry tells what became of each, those of the deployment first. */
  #faulty(
    plan: Plan,
    faults: readonly FaultOrder[],
    visit: Visit | undefined,
    entry: JournalEntry,
  ): readonly WireEvent[] {
    const dice: Dice = createDice(visit?.seed ?? this.settings.seed).fork('faults')
    const { events, notes } = applyFaults(plan, faults, dice)
    const hits = notes.flatMap((note) => (note.kind === 'fault' ? [note] : []))
    entry.faults = [...(visit?.effects ?? []), ...hits.map(({ kind: _kind, ...effect }) => effect)]
    return events
  }

  /** The same request has the same seed, however its keys were ordered and whether or not it is streamed. */
  #seedOf(call: CoreRequest, session: string): number {
    const value = call.body.upstream(call.model, call.stream)
    const own = this.#sessionSeeds.get(session)
    if (own !== undefined) return seedFrom(value, call, own)
    let seed = this.#seeds.get(value)
    if (seed === undefined) {
      seed = seedFrom(value, call, this.settings.seed)
      this.#seeds.set(value, seed)
    }
    return seed
  }
}

function seedFrom(value: JsonObject, call: CoreRequest, base: number): number {
  const { stream: _stream, stream_options: _options, ...rest } = value
  return hash32(`${call.provider} ${canonicalJson(rest)}`, base)
}

/** Standing orders look at the request alone. */
const NO_PAST = { calls: () => 0, state: undefined }

function firstTarget({ model, provider }: CoreRequest) {
  return { deployment: model, azureDeployment: model, provider, attempt: 1 }
}
