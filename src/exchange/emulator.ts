import { asBuffer } from '../message/bytes.ts'
import { createRandom, hash32 } from '../random/random.ts'
import { Deployment } from '../deployment/deployment.ts'
import type { DeploymentSettings } from '../deployment/deployment.ts'
import type { ExchangeFacts } from '../deployment/deployment-exchange.ts'
import { readOverrides } from './read-overrides.ts'
import type { Overrides } from '../contracts/overrides.ts'
import { SPARED, faultText } from '../faults/fault-order.ts'
import type { FaultEffect, FaultOrder } from '../faults/fault-order.ts'
import type { OrderedExchange } from '../injection/ordered-exchange.ts'
import type { FrontAnswer, FrontCall, FrontEnd, GatewayRequest, OwnError } from '../contracts/front-end.ts'
import type { GatewayConfig } from '../gateway/config/config.ts'
import { gatewayFront } from '../gateway/front.ts'
import { GatewayState } from '../gateway/state.ts'
import type { GatewayDump } from '../gateway/state.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { JournalRecord } from '../journal/journal-record.ts'
import { statusOf } from '../journal/planned.ts'
import type { JournalCall, JournalEntry } from '../journal/entry.ts'
import { Journal } from '../journal/journal.ts'
import type { JournalLimits } from '../journal/journal.ts'
import { Lines } from './front-end-registry.ts'
import type { ChosenLine } from './front-end-registry.ts'
import { StandingOrders } from '../injection/standing-orders.ts'
import type { OrderReaders, OrdersDump } from '../injection/standing-orders.ts'
import type { SessionDump } from '../deployment/sessions.ts'
import type { LimitsDump } from '../provider/rate-limits/rate-limits.ts'
import type { LimitSpec } from '../scenario/limit.ts'
import { AskedBefore } from './asked-before.ts'
import { withHeaders } from '../journal/own-headers.ts'
import { applyFaults } from '../plan/faults/apply-faults.ts'
import { PackedPlan, partsOf } from '../plan/plan.ts'
import type { Note, Plan } from '../plan/plan.ts'
import { ReceivedRequest } from '../contracts/received-request.ts'
import { RequestSeeds } from './request-seed.ts'
import { isObject } from '../json/json-object.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import { outcomeAt } from '../scenario/rule.ts'
import { isPlainText, WANTS_JSON } from '../scenario/text-for-json.ts'
import type { SessionSource } from '../scenario/session-source.ts'

/** Makes whom a client talks to, with the gateway's configuration and what it has counted. */
export type LineMaker = (config: GatewayConfig, state: GatewayState) => FrontEnd

export interface EmulatorSettings extends DeploymentSettings {
  /** The gateway to be, and its configuration. */
  readonly gateway: Gateway
  /** Whom to be instead of it, at least one; the first one answers where a request does not choose. */
  readonly lines?: readonly LineMaker[] | undefined
  readonly seed: number
  /** `created` follows the seed instead of the clock. */
  readonly fixedTime: boolean
  /** The `x-emulator-*` response headers. True: a line that stands behind gateways gives them to requests with such a header alone. */
  readonly emulatorHeaders: boolean | 'always'
  /** Where requests name their session, beside `x-emulator-session`. */
  readonly session?: SessionSource | undefined
  /** How much the journal keeps. */
  readonly journal?: JournalLimits | undefined
  /** What stands before the number in an exchange's id; `x` unless given. */
  readonly idPrefix?: string | undefined
}

/** The moment a request was accepted. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number
  /** The same as a `Date` header. */
  readonly date: string
  /** Unix seconds that answers carry, where that is another time: an exchange is played again. */
  readonly created?: number
  /** How fast what is planned passes, unless the client asks for another speed; 1 unless given. */
  readonly speed?: number
  /** How the exchange is called; counted here unless given. */
  readonly id?: string
  /** When it began, ms by a clock that several processes share; absent where one process is all. */
  readonly began?: number | undefined
  /** It took place in another process, where no order stood and nothing was limited: this makes its record. */
  readonly elsewhere?: { readonly id: string; readonly book: ScenarioBook }
}

export interface Exchange {
  readonly plan: Plan
  readonly entry: JournalRecord
  /** The speed that the client asked for. */
  readonly speed: number | undefined
}

/** What exchanges to come depend on, as plain data. */
export interface EmulatorDump {
  readonly hits: ReadonlyMap<string, number>
  readonly sessions: readonly SessionDump[]
  readonly limits: LimitsDump
  readonly orders: OrdersDump
  /** Of each line. */
  readonly states: readonly GatewayDump[]
}

export interface StateReaders extends OrderReaders {
  limits(written: LimitsDump['runtime']): readonly LimitSpec[]
}

/** 2025-01-01T00:00:00Z, Unix seconds: where `created` begins when it follows the seed. */
const FIXED_EPOCH = 1735689600
const FIXED_SPAN = 300 * 86400

/**
 * The walk of one exchange: the request goes to the gateway, the gateway asks the deployment, the deployment finds the
 * rule that answers. The result is a plan; nothing is sent here and no time passes.
 */
export class Emulator {
  readonly deployment: Deployment
  readonly journal: Journal
  /** What is ordered for requests that are still to come. */
  readonly orders = new StandingOrders()
  /** What each line has counted, in their order: each is a gateway of its own. */
  readonly #states: GatewayState[] = []
  #settings: EmulatorSettings
  #lines: Lines
  readonly #seeds: RequestSeeds
  #book: ScenarioBook
  #count = 0

  constructor(settings: EmulatorSettings, book: ScenarioBook) {
    this.#settings = settings
    this.#seeds = new RequestSeeds(settings.seed)
    this.deployment = new Deployment(settings)
    this.journal = new Journal(settings.journal)
    this.#lines = this.#makeLines()
    this.#book = book
    this.useBook(book)
  }

  get settings(): EmulatorSettings {
    return this.#settings
  }

  /** From the next request on the gateway has this configuration; what it has counted it keeps. */
  useConfig(config: GatewayConfig): void {
    const { gateway, ...rest } = this.#settings
    this.#settings = { gateway: { config, profile: gateway.profile }, ...rest }
    this.#lines = this.#makeLines()
  }

  /** Whom clients talk to. */
  get lines(): Lines {
    return this.#lines
  }

  #makeLines(): Lines {
    const { gateway, lines } = this.#settings
    const makers = lines ?? [(config, state) => gatewayFront({ config, profile: gateway.profile }, state)]
    return new Lines(
      makers.map((make, index) => make(gateway.config, (this.#states[index] ??= new GatewayState()))),
    )
  }

  /** The lines that count, and what they have counted. */
  get counted(): readonly { readonly line: string; readonly state: GatewayState }[] {
    return this.lines.all.flatMap(({ line, counts }, index) =>
      counts ? [{ line, state: this.#states[index]! }] : [],
    )
  }

  get book(): ScenarioBook {
    return this.#book
  }

  /**
   * From the next request on these scenarios answer; what runs keeps the old ones. `at`: now, ms since 1970; their chaos
   * begins with the next request unless given.
   */
  useBook(book: ScenarioBook, at?: number): void {
    this.#book = book
    this.orders.useFiled(book.chaos, at)
    this.deployment.limits.useFiled(book.limits)
  }

  /** What one session's answers follow in place of the emulator's seed; undefined: that seed again. */
  seedSession(session: string, seed: number | undefined): void {
    this.#seeds.setOwn(session, seed)
  }

  /** Forgets journal, turns, states, standing orders and what was counted; of one session what belongs to it. */
  reset(session?: string, at?: number): void {
    this.deployment.sessions.reset(session)
    this.deployment.limits.reset(session)
    this.orders.clear(session, at)
    this.journal.clear(session)
    if (session !== undefined) return
    this.deployment.limits.setRuntime([])
    this.deployment.hits.clear()
    for (const state of this.#states) state.reset()
  }

  /** What exchanges to come depend on, but for scenarios and settings. */
  dump(): EmulatorDump {
    return {
      hits: this.deployment.hits.all(),
      sessions: this.deployment.sessions.dump(),
      limits: this.deployment.limits.dump(),
      orders: this.orders.dump(),
      states: this.#states.map((state) => state.dump()),
    }
  }

  /** `read`: how orders are read again from how they were written. */
  restore({ hits, sessions, limits, orders, states }: EmulatorDump, read: StateReaders): void {
    this.deployment.hits.restore(hits)
    this.deployment.sessions.restore(sessions)
    this.deployment.limits.restore(limits, read.limits(limits.runtime))
    this.orders.restore(orders, read)
    for (const [index, dump] of states.entries()) this.#states[index]?.restore(dump)
  }

  /** Where all state is here. `replayOf`: the id of the entry that is played again. */
  exchange(request: GatewayRequest, moment: Moment, replayOf?: string): Exchange {
    return tookPlace(this.tryExchange(request, moment, replayOf))
  }

  /** Undefined where it needs state that another process keeps: it takes place there, and did not here. */
  tryExchange(request: GatewayRequest, moment: Moment, replayOf?: string): Exchange | undefined {
    const book = moment.elsewhere?.book ?? this.#book
    const overrides = readOverrides(request.headers, book.byName, this.lines)
    const chosen = this.lines.choose(request, 'problem' in overrides ? undefined : overrides.gateway)
    const session = 'problem' in overrides ? '' : overrides.session
    const id = moment.elsewhere?.id ?? moment.id ?? `${this.#settings.idPrefix ?? 'x'}${++this.#count}`
    const entry = new JournalRecord(id, moment.at, request, {
      session,
      line: chosen.front.line,
      book,
      replayOf,
      began: moment.began,
    })
    this.journal.add(entry)
    const answer: FrontAnswer | undefined =
      'problem' in overrides
        ? new PackedPlan(chosen.front.own(refusal(overrides.problem), moment.date))
        : this.#walk(chosen, overrides, entry, moment)
    if (answer === undefined) {
      this.journal.takeBack(entry)
      return undefined
    }
    const call = entry.calls[entry.calls.length - 1]
    if (call !== undefined) entry.hint = hintOf(call, book)
    else if (!('problem' in overrides))
      entry.hint = chosen.front.hint(chosen.request, statusOf(partsOf(answer)) ?? 0)
    const isAnnounced = this.#isAnnounced(chosen.front, request)
    const written = partsOf(answer)
    const parts = isAnnounced ? withHeaders(written, entry) : written
    entry.parts = parts
    const { kept } = answer
    if (kept !== undefined && entry.calls.length === 1 && chosen.request === request)
      entry.keep(kept, isAnnounced)
    this.journal.settle(entry)
    const notes = entry.faults?.map((effect): Note => ({ kind: 'fault', ...effect }))
    const plan = new PackedPlan(parts, notes)
    return { plan, entry, speed: 'problem' in overrides ? undefined : overrides.speed }
  }

  /** Whether the answer carries the emulator's own headers. */
  #isAnnounced({ isBehindGateways }: FrontEnd, request: GatewayRequest): boolean {
    const { emulatorHeaders } = this.settings
    if (emulatorHeaders !== true || !isBehindGateways) return emulatorHeaders !== false
    return request.headers.list.some(([name]) => /^x-emulator-/i.test(name))
  }

  /** Reads, answers, applies the faults; the entry tells what became of it. Undefined: not here. */
  #walk(
    { front, request }: ChosenLine,
    overrides: Overrides,
    entry: JournalRecord,
    moment: Moment,
  ): FrontAnswer | undefined {
    const speed = overrides.speed ?? moment.speed ?? 1
    const ids = () => createRandom(hash32(`${request.target} ${textOf(request.body)}`, this.settings.seed))
    const read = front.read(request, { ids, date: moment.date, time: { at: moment.at, speed } })
    if ('plan' in read) {
      const { faults = [] } = overrides
      return this.#afterFaults(read.plan, faults, { seed: this.settings.seed, effects: [], entry })
    }
    const facts = this.#factsOf(request, read.call, overrides, moment, speed)
    const { seed, orders } = facts
    entry.session = facts.client.session
    entry.seed = seed
    const exchange = this.deployment.open(facts)
    const plan = read.answer(exchange.ask, createRandom(seed))
    if (exchange.isElsewhere) return undefined
    entry.calls = exchange.calls
    const answer = this.#afterFaults(plan, exchange.faults, { seed, effects: exchange.effects, entry })
    if (answer !== undefined && orders !== undefined) noteOrder(orders, entry)
    return answer
  }

  #factsOf(
    request: GatewayRequest,
    call: FrontCall,
    overrides: Overrides,
    { at, created, elsewhere }: Moment,
    speed: number,
  ): ExchangeFacts {
    const named = overrides.session === '' ? (this.settings.session ?? '') : overrides.session
    const client = new ReceivedRequest(request, call, named)
    const { session } = client
    const seed = overrides.seed ?? this.#seeds.of(call, session)
    const second = this.settings.fixedTime
      ? FIXED_EPOCH + (seed % FIXED_SPAN)
      : (created ?? Math.floor(at / 1000))
    return {
      book: elsewhere?.book ?? this.#book,
      client,
      overrides,
      seed,
      created: second,
      at,
      speed,
      orders:
        elsewhere !== undefined || this.orders.isIdle(at)
          ? undefined
          : this.orders.begin({ session, fingerprint: seed }),
      isLimited: elsewhere === undefined && !this.deployment.limits.isIdle,
      faults: overrides.faults ?? [],
    }
  }

  /**
   * The plan after its faults; the entry tells what became of each, those of the deployment first. Undefined where one asks for
   * exchanges that another process knows.
   */
  #afterFaults(
    plan: FrontAnswer,
    faults: readonly FaultOrder[],
    { seed, effects, entry }: { seed: number; effects: readonly FaultEffect[]; entry: JournalRecord },
  ): FrontAnswer | undefined {
    if (faults.length === 0) return plan
    const asked = new AskedBefore(entry, this.journal)
    const faulty = applyFaults(plan, faults, createRandom(seed).fork('faults'), asked)
    if (asked.isJournalAsked && this.#settings.stateElsewhere === true) return undefined
    entry.faults = [...effects, ...faulty.notes.map(({ kind: _kind, ...effect }) => effect)]
    return faulty
  }
}

/** An exchange where all state is here. */
export function tookPlace(exchange: Exchange | undefined): Exchange {
  if (exchange === undefined) throw new Error('another process keeps the state that an exchange needs')
  return exchange
}

function textOf(body: Uint8Array): string {
  return asBuffer(body).toString('latin1')
}

/** That a scenario answered with a text where JSON was asked for. */
function hintOf({ by, upstream, rule, call, request }: JournalCall, book: ScenarioBook): string | undefined {
  if (by !== 'rule' || upstream.value['response_format'] === undefined) return undefined
  const answered = book.byName.get(rule ?? '')
  if (answered === undefined || !wantsJson(upstream.value['response_format'])) return undefined
  if (!isPlainText(outcomeAt(answered, call ?? 1, request))) return undefined
  return `scenario ${answered.name} answers with a text where the request wants JSON: ${WANTS_JSON}`
}

function wantsJson(format: unknown): boolean {
  return isObject(format) && (format['type'] === 'json_schema' || format['type'] === 'json_object')
}

function refusal(problem: string): OwnError {
  return { status: 400, type: 'emulator_error', message: `bifrost-emulator: ${problem}` }
}

/** The entry tells which standing order hit; one that had no effect is given back, for another request. */
function noteOrder(orders: OrderedExchange, entry: JournalEntry): void {
  const { taken } = orders
  if (taken === undefined) return
  const texts = new Set(taken.faults.map(faultText))
  const hadEffect = (entry.faults ?? []).some(
    ({ fault, hit, why }) => texts.has(fault) && (hit || why === SPARED),
  )
  if (taken.error !== undefined || hadEffect) entry.ordered = taken
  else orders.refund()
}
