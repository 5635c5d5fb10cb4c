import { createDice, hash32 } from './dice.ts'
import { readWishes } from './emulator-headers.ts'
import type { EmulatorWishes } from './emulator-headers.ts'
import { encodeError } from './gateway/encode-error.ts'
import { gatewayError } from './gateway/bifrost-error.ts'
import type { CoreRequest } from './gateway/core.ts'
import { handle } from './gateway/gateway.ts'
import type { Begun, Gateway, GatewayRequest } from './gateway/gateway.ts'
import { wholeResponse } from './gateway/http/response.ts'
import { Journal, plannedOf } from './journal.ts'
import { ReceivedRequest } from './received-request.ts'
import type { JournalEntry } from './journal.ts'
import type { Plan, WireEvent } from './plan/plan.ts'
import type { Call } from './provider/call.ts'
import { errorTurn } from './provider/error-turn.ts'
import { identityOf } from './provider/identity.ts'
import { answerCall, emulatorError } from './provider/provider.ts'
import type { Found } from './provider/provider.ts'
import { chatRequest } from './request/chat-request.ts'
import type { ChatRequest } from './request/chat-request.ts'
import type { ScenarioBook } from './scenario/book.ts'
import { explainMiss, formatNearMiss } from './scenario/match/explain-miss.ts'
import { findRule } from './scenario/match/find-rule.ts'
import type { MatchContext } from './scenario/match/probe.ts'
import { DEFAULT_TIMING, timingProfiles } from './scenario/timing.ts'
import { Sessions } from './sessions.ts'
import type { Session } from './sessions.ts'
import type { Ask, HeaderList, ProviderTurn } from './upstream.ts'

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
  readonly sessions = new Sessions()
  readonly journal = new Journal()
  readonly hits = new Map<string, number>()
  #book: ScenarioBook
  #count = 0
  readonly #seeds = new WeakMap<object, number>()

  constructor(settings: EmulatorSettings, book: ScenarioBook) {
    this.settings = settings
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
    this.sessions.reset(session)
    if (session !== undefined) return
    this.journal.clear()
    this.hits.clear()
  }

  exchange(request: GatewayRequest, moment: Moment): Exchange {
    const book = this.#book
    const wishes = readWishes(request.headers, book.byName)
    const entry = this.#enter(request, moment, 'problem' in wishes ? '' : wishes.session)
    const plan =
      'problem' in wishes
        ? refusal(wishes.problem, moment.date)
        : this.#walk(request, book, wishes, entry, moment)
    const events = this.settings.emulatorHeaders ? withHeaders(plan.events, entry) : plan.events
    entry.planned = plannedOf(events)
    return { plan: { ...plan, events }, entry, speed: 'problem' in wishes ? undefined : wishes.speed }
  }

  #enter(request: GatewayRequest, moment: Moment, session: string): JournalEntry {
    const entry: JournalEntry = {
      id: `x${++this.#count}`,
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

  #walk(
    request: GatewayRequest,
    book: ScenarioBook,
    wishes: EmulatorWishes,
    entry: JournalEntry,
    moment: Moment,
  ): Plan {
    const begin = (call: CoreRequest): Begun => {
      const seed = wishes.seed ?? this.#seedOf(call)
      entry.seed = seed
      const dice = createDice(seed)
      const client = new ReceivedRequest(request, call, wishes.session)
      const ask: Ask = (upstream) => {
        const created = this.settings.fixedTime
          ? FIXED_EPOCH + (seed % FIXED_SPAN)
          : Math.floor(moment.at / 1000)
        const target = {
          deployment: upstream.model,
          azureDeployment: upstream.deployment,
          provider: upstream.provider,
          attempt: upstream.attempt,
        }
        const own = dice.fork(`call ${upstream.model}`)
        const context = {
          upstream,
          request: chatRequest(client, target),
          dice: own,
          created,
          identity: identityOf(upstream.deployment, own.fork('identity')),
        }
        return this.#answer(context, book, wishes, entry)
      }
      return { ask, dice }
    }
    return handle(this.settings.gateway, request, { begin, date: moment.date })
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

  #answer(
    context: Omit<Call, 'timing'>,
    book: ScenarioBook,
    wishes: EmulatorWishes,
    entry: JournalEntry,
  ): ProviderTurn {
    const { upstream, request } = context
    const record = (turn: ProviderTurn, rule?: string): ProviderTurn => {
      const reached = turn.kind !== 'none' || (turn.why !== 'refused' && turn.why !== 'dns')
      entry.calls.push({ upstream, rule, reached })
      return turn
    }
    if (wishes.error !== undefined) {
      return record(
        errorTurn({ name: wishes.error }, upstream.model, upstream.stream, context.identity.headers),
      )
    }
    const session = this.sessions.get(wishes.session)
    const found = this.#find(book, request, session, wishes.scenario, context.dice)
    const timing = found?.rule.timing ?? timingProfiles[upstream.model] ?? DEFAULT_TIMING
    if (found === undefined && this.settings.strict)
      return record(noMatch(book, request, matchContext(session)))
    return record(answerCall({ ...context, timing }, found), found?.rule.name)
  }

  #find(
    book: ScenarioBook,
    request: ChatRequest,
    session: Session,
    forced: string | undefined,
    dice: Call['dice'],
  ): Found | undefined {
    const forcedRule = forced === undefined ? undefined : book.byName.get(forced)
    const found =
      forcedRule === undefined
        ? findRule(book, request, { ...matchContext(session), draw: dice.fork('weight').next })
        : { rule: forcedRule, captures: [] }
    if (found.rule === undefined) return undefined
    const { name } = found.rule
    const call = (session.calls.get(name) ?? 0) + 1
    session.calls.set(name, call)
    this.hits.set(name, (this.hits.get(name) ?? 0) + 1)
    if (found.rule.set_state !== undefined) session.state = found.rule.set_state
    return { rule: found.rule, captures: found.captures, call }
  }
}

function matchContext(session: Session): MatchContext {
  return { calls: (rule) => session.calls.get(rule.name) ?? 0, state: session.state }
}

function noMatch(book: ScenarioBook, request: ChatRequest, context: MatchContext): ProviderTurn {
  const nearest = explainMiss(book, request, context).slice(0, 3)
  const lines = nearest.map((miss) => `  ${formatNearMiss(miss)}`)
  const detail = lines.length === 0 ? 'there are no scenarios' : `the nearest are:\n${lines.join('\n')}`
  return emulatorError(`no scenario matches this request (--strict); ${detail}`, 404)
}

/** The emulator's own 400, in the gateway's form. */
function refusal(problem: string, date: string): Plan {
  const body = encodeError(
    gatewayError(`bifrost-emulator: ${problem}`, { status: 400, type: 'emulator_error' }),
  )
  const head = {
    status: 400,
    body,
    type: 'application/json',
    headers: [],
    date,
    connection: undefined,
    at: 0,
    head: false,
  }
  return { events: wholeResponse(head), notes: [] }
}

/** Adds the emulator's own response headers, before the header of the connection. */
function withHeaders(events: readonly WireEvent[], entry: JournalEntry): readonly WireEvent[] {
  const [first, ...rest] = events
  if (first?.kind !== 'head') return events
  const own: [string, string][] = [['x-emulator-exchange', entry.id]]
  if (entry.seed !== undefined) own.push(['x-emulator-seed', String(entry.seed)])
  const rule = entry.calls.at(-1)?.rule
  if (rule !== undefined) own.push(['x-emulator-scenario', headerSafe(rule)])
  const last = first.headers.at(-1)
  const headers: HeaderList =
    last?.[0] === 'Connection' ? [...first.headers.slice(0, -1), ...own, last] : [...first.headers, ...own]
  return [{ ...first, headers }, ...rest]
}

function headerSafe(text: string): string {
  return text.replace(/[^\t\x20-\x7e]/g, '?')
}
