import type { FaultOrder } from '../faults/fault-order.ts'
import type { Random } from '../random/random.ts'
import { CallRecord } from '../journal/call-record.ts'
import type { AnsweredBy, JournalCall, SessionPast } from '../journal/entry.ts'
import type { Call } from '../provider/call.ts'
import { errorTurn } from '../provider/verbatim/error-turn.ts'
import { identityOf } from '../provider/format/response-metadata.ts'
import { withLimitHeaders } from '../provider/rate-limits/limit-headers.ts'
import { RateLimits } from '../provider/rate-limits/rate-limits.ts'
import type { Admission } from '../provider/rate-limits/rate-limits.ts'
import { refusalError } from '../provider/rate-limits/refusal.ts'
import { requestTokens } from '../provider/rate-limits/request-tokens.ts'
import { answerCall, emulatorError } from '../provider/provider.ts'
import type { AnsweringRule } from '../provider/call.ts'
import type { Tokenizer } from '../provider/tokens/tokenizer.ts'
import { callRequest } from '../contracts/received-request.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import { explainMiss, formatNearMiss } from '../scenario/match/explain-miss.ts'
import { findRule } from '../scenario/match/find-rule.ts'
import { Probe } from '../scenario/match/probe.ts'
import type { MatchContext } from '../scenario/match/probe.ts'
import type { Timing } from '../scenario/timing.ts'
import { ProgramFailure } from '../scenario/program.ts'
import { timingOf } from '../scenario/timing-profiles.ts'
import { Sessions } from './sessions.ts'
import type { Session } from './sessions.ts'
import { Counter } from './counter.ts'
import { ELSEWHERE } from '../contracts/upstream.ts'
import type { ProviderTurn, UpstreamRequest } from '../contracts/upstream.ts'
import { faulty, orderedError } from './call-orders.ts'
import { Past } from './session-past.ts'
import { DeploymentExchange } from './deployment-exchange.ts'
import type { Answering, ExchangeFacts } from './deployment-exchange.ts'

export interface DeploymentSettings {
  /** A call that no rule matches is an error that names the nearest rules. */
  readonly strict: boolean
  readonly tokenizer: Tokenizer
  /** One of `LOCALES`: where made names and places come from. */
  readonly locale: string
  /** The pace of answers whose scenario says none; that of the deployment's model unless given. */
  readonly timing?: Timing | undefined
  /** A session that nobody has used for so long is forgotten, ms; 30 minutes unless given. */
  readonly sessionIdleMs?: number | undefined
  /** Told of every call with what it is answered with. `at`: when it is made, ms since 1970; `speed`: planned ms for each real one. */
  readonly onCall?: ((call: JournalCall, turn: ProviderTurn, at: number, speed: number) => void) | undefined
  /** Turns and states are kept by another process: a call that reads or changes them is answered with `ELSEWHERE`. */
  readonly stateElsewhere?: boolean | undefined
}

/** The pretend deployment: finds the rule that answers a call, and remembers in which session it has answered before. */
export class Deployment implements Answering {
  readonly sessions: Sessions
  /** How often each rule has answered. */
  readonly hits = new Counter()
  /** How many requests and tokens it takes. */
  readonly limits = new RateLimits()
  readonly #settings: DeploymentSettings

  constructor(settings: DeploymentSettings) {
    this.#settings = settings
    this.sessions = new Sessions(settings.sessionIdleMs)
  }

  /** Opens an exchange, during which the gateway may call. */
  open(facts: ExchangeFacts): DeploymentExchange {
    return new DeploymentExchange(facts, this)
  }

  answer(
    upstream: UpstreamRequest,
    after: number,
    exchange: DeploymentExchange,
    random: Random,
  ): ProviderTurn {
    const { facts } = exchange
    const own = random.fork('call ', upstream.model)
    const call = {
      upstream,
      request: callRequest(facts.client, upstream),
      random: own,
      created: facts.created,
      identity: identityOf(upstream.deployment, own.fork('identity')),
      tokenizer: this.#settings.tokenizer,
      speed: facts.speed,
      locale: this.#settings.locale,
    }
    return this.#answer(call, exchange, momentOf(facts, after))
  }

  /** Forgets what a rule that is gone has done. */
  forget(rule: string): void {
    this.hits.delete(rule)
    this.sessions.forgetRule(rule)
  }

  /** `at`: when the call is made, ms since 1970. */
  #answer(given: UnansweredCall, exchange: DeploymentExchange, at: number): ProviderTurn {
    const { facts } = exchange
    const { upstream, request } = given
    const session = this.sessions.get(facts.client.session, facts.at)
    if (this.#settings.stateElsewhere === true && this.#isCounted(given, session, facts, at))
      return elsewhere(exchange)
    const ordered = orderedError(request, session, exchange, at)
    const admission =
      ordered !== undefined || !facts.isLimited ? undefined : this.#admit(given, session, facts, at)
    const call = limited(given, admission)
    const admitted: AdmittedCall = { call, exchange, at, admission }
    const error = ordered ?? (admission?.refused && refusalError(admission.refused, upstream.url))
    if (error !== undefined)
      return this.#record(
        admitted,
        errorTurn(error, upstream.model, upstream.stream, call.identity.headers, facts.speed),
        ordered === undefined ? 'limit' : 'error',
      )
    const past = new Past(session, call.random)
    const before = session.state
    let found: AnsweringRule | undefined
    try {
      found = this.#find(call, session, facts, past)
    } catch (error) {
      if (!(error instanceof ProgramFailure)) throw error
      return this.#record(admitted, emulatorError(error.message), 'unmatched')
    }
    if (this.#settings.stateElsewhere === true && asksForState(found, past, this.#settings))
      return elsewhere(exchange)
    // What is gone by the time somebody asks why this answer.
    const known = past.consulted
      ? { state: before, calls: found === undefined ? session.calls.all() : NO_CALLS }
      : undefined
    if (found === undefined && this.#settings.strict)
      return this.#record(
        admitted,
        noMatch(facts.book, call, new Past(session)),
        'unmatched',
        undefined,
        known,
      )
    const answer = answerCall(timed(call, found?.rule.timing ?? this.#settings.timing), found)
    if (found?.asked === true && this.#settings.stateElsewhere === true) return elsewhere(exchange)
    return this.#record(admitted, answer, found === undefined ? 'fake' : 'rule', found, known)
  }

  /** What a call is answered with, after the faults of its rule and its exchange. */
  #record(
    { call, exchange, at, admission }: AdmittedCall,
    answer: ProviderTurn,
    by: AnsweredBy,
    answered?: AnsweringRule,
    past?: SessionPast,
  ): ProviderTurn {
    const rule = answered?.rule
    const turn = faulty(answer, rule?.faults ?? NO_FAULTS, call, exchange)
    const reached = turn.kind !== 'none' || (turn.why !== 'refused' && turn.why !== 'dns')
    if (!reached) admission?.refund()
    const made = new CallRecord({
      upstream: call.upstream,
      request: call.request,
      by,
      rule: rule?.name,
      reached,
      call: answered?.call,
      past,
      limited: admission?.refused,
      hurried: 'hurried' in answer ? answer.hurried : undefined,
    })
    exchange.add(made)
    this.#settings.onCall?.(made, turn, at, exchange.facts.speed)
    return turn
  }

  /** Whether a limit or an order counts this call. */
  #isCounted({ request }: UnansweredCall, session: Session, facts: ExchangeFacts, at: number): boolean {
    if (!facts.isLimited && facts.orders === undefined) return false
    const past = new Past(session)
    const probe = new Probe(request, past)
    const isCounted =
      (facts.isLimited && this.limits.concerns(probe)) || facts.orders?.concerns(() => probe, at) === true
    return isCounted || past.consulted
  }

  #admit(
    { upstream, request, tokenizer }: UnansweredCall,
    session: Session,
    facts: ExchangeFacts,
    at: number,
  ): Admission {
    return this.limits.admit({
      probe: new Probe(request, new Past(session)),
      tokens: () => requestTokens(request, upstream, tokenizer),
      at,
      clock: facts.at,
    })
  }

  #find(call: UnansweredCall, session: Session, facts: ExchangeFacts, past: Past): AnsweringRule | undefined {
    const forced =
      facts.overrides.scenario === undefined ? undefined : facts.book.byName.get(facts.overrides.scenario)
    const found =
      forced === undefined ? findRule(facts.book, call.request, past) : { rule: forced, captures: [] }
    if (found.rule === undefined) return undefined
    const { name, index, set_state: state } = found.rule
    const before = session.state
    this.hits.add(name, 1, index)
    const calls = session.calls.add(name, 1, index)
    if (state !== undefined) session.state = state
    return { rule: found.rule, match: found, call: calls, state: before, asked: false }
  }
}

function elsewhere(exchange: DeploymentExchange): ProviderTurn {
  exchange.isElsewhere = true
  return ELSEWHERE
}

/** A call before it is known who answers it. */
type UnansweredCall = Omit<Call, 'timing' | 'isTimingGiven'>

/** A call that is about to be answered. */
interface AdmittedCall {
  readonly call: UnansweredCall
  readonly exchange: DeploymentExchange
  readonly at: number
  readonly admission: Admission | undefined
}

const NO_FAULTS: readonly FaultOrder[] = []
const NO_CALLS: ReadonlyMap<string, number> = new Map()

/**
 * When a call is made, ms since 1970. Where nothing waits, a retry counts as made when its wait would be over: or it would
 * never find more room than the try before it.
 */
function momentOf({ at, speed }: ExchangeFacts, after: number): number {
  return at + Math.floor(speed === 0 ? after : after / speed)
}

function limited(call: UnansweredCall, admission: Admission | undefined): UnansweredCall {
  if (admission === undefined) return call
  const { identity, ...rest } = call
  return {
    identity: identity.withHeaders(withLimitHeaders(identity.headers, admission.headers)),
    ...rest,
  }
}

/** Member by member: a literal with another one spread into it takes several times as long. `written`: absent where nobody gave one. */
function timed(call: UnansweredCall, written: Timing | undefined): Call {
  const { upstream, request, random, created, identity, tokenizer, speed, locale } = call
  const timing = written ?? timingOf(upstream.deployment, upstream.model)
  const isTimingGiven = written !== undefined
  return { upstream, request, random, created, identity, tokenizer, speed, locale, timing, isTimingGiven }
}

/** Whether an answer depends on what its session did before, or changes what it does next. */
function asksForState(found: AnsweringRule | undefined, past: Past, { strict }: DeploymentSettings): boolean {
  if (past.consulted) return true
  // What is told of the nearest rules tells how often they have matched.
  if (found === undefined) return strict
  const { outcomes, then, times, set_state: state } = found.rule
  return outcomes.length > 1 || then === 'fail' || times !== undefined || state !== undefined
}

function noMatch(book: ScenarioBook, call: UnansweredCall, context: MatchContext): ProviderTurn {
  const lines = explainMiss(book, call.request, context).map((miss) => `  ${formatNearMiss(miss)}`)
  const detail =
    lines.length === 0 ? 'there are no scenarios' : `the nearest are:\n${lines.slice(0, 3).join('\n')}`
  return emulatorError(`no scenario matches this request (--strict); ${detail}`, 404)
}
