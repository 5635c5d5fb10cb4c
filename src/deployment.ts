import { createDice } from './dice.ts'
import type { EmulatorWishes } from './emulator-headers.ts'
import type { JournalCall } from './journal.ts'
import type { Call } from './provider/call.ts'
import { errorTurn } from './provider/error-turn.ts'
import { identityOf } from './provider/identity.ts'
import { answerCall, emulatorError } from './provider/provider.ts'
import type { Found } from './provider/provider.ts'
import { chatRequest } from './request/chat-request.ts'
import type { ClientRequest } from './request/chat-request.ts'
import type { ScenarioBook } from './scenario/book.ts'
import { explainMiss, formatNearMiss } from './scenario/match/explain-miss.ts'
import { findRule } from './scenario/match/find-rule.ts'
import type { MatchContext } from './scenario/match/probe.ts'
import type { Rule } from './scenario/rule.ts'
import { DEFAULT_TIMING, timingProfiles } from './scenario/timing.ts'
import { Sessions } from './sessions.ts'
import type { Session } from './sessions.ts'
import type { Ask, ProviderTurn, UpstreamRequest } from './upstream.ts'

/** One exchange, as the deployment has to know it. */
export interface Visit {
  readonly book: ScenarioBook
  readonly client: ClientRequest
  readonly wishes: EmulatorWishes
  readonly seed: number
  /** Unix seconds. */
  readonly created: number
  /** What the gateway asked, and which rule answered. */
  readonly calls: JournalCall[]
  /** Becomes false once an answer depends on more than the request: on a session's past, or on a turn. */
  repeats: boolean
}

/** The pretend deployment: finds the rule that answers a call, and remembers in which session it has answered before. */
export class Deployment {
  readonly sessions = new Sessions()
  /** How often each rule has answered. */
  readonly hits = new Map<string, number>()
  readonly #strict: boolean

  /** `strict`: a call that no rule matches is an error that names the nearest rules. */
  constructor(strict: boolean) {
    this.#strict = strict
  }

  /** What answers the gateway's calls during one exchange. */
  visit(visit: Visit): Ask {
    const dice = createDice(visit.seed)
    return (upstream) => {
      const own = dice.fork(`call ${upstream.model}`)
      const call = {
        upstream,
        request: chatRequest(visit.client, targetOf(upstream)),
        dice: own,
        created: visit.created,
        identity: identityOf(upstream.deployment, own.fork('identity')),
      }
      return this.#answer(call, visit)
    }
  }

  /** Counts an answer of a rule, as `visit` does. */
  count(rule: string, session: string): void {
    const { calls } = this.sessions.get(session)
    calls.set(rule, (calls.get(rule) ?? 0) + 1)
    this.hits.set(rule, (this.hits.get(rule) ?? 0) + 1)
  }

  #answer(call: Omit<Call, 'timing'>, visit: Visit): ProviderTurn {
    const { upstream } = call
    const record = (turn: ProviderTurn, rule?: string): ProviderTurn => {
      const reached = turn.kind !== 'none' || (turn.why !== 'refused' && turn.why !== 'dns')
      visit.calls.push({ upstream, rule, reached })
      return turn
    }
    if (visit.wishes.error !== undefined) {
      return record(
        errorTurn({ name: visit.wishes.error }, upstream.model, upstream.stream, call.identity.headers),
      )
    }
    const session = this.sessions.get(visit.wishes.session)
    const found = this.#find(call, session, visit)
    if (found === undefined && this.#strict) return record(noMatch(visit.book, call, new Past(session)))
    const timing = found?.rule.timing ?? timingProfiles[upstream.model] ?? DEFAULT_TIMING
    return record(answerCall({ ...call, timing }, found), found?.rule.name)
  }

  #find(call: Omit<Call, 'timing'>, session: Session, visit: Visit): Found | undefined {
    const past = new Past(session, call.dice)
    const forced =
      visit.wishes.scenario === undefined ? undefined : visit.book.byName.get(visit.wishes.scenario)
    const found =
      forced === undefined ? findRule(visit.book, call.request, past) : { rule: forced, captures: [] }
    if (past.consulted) visit.repeats = false
    if (found.rule === undefined) return undefined
    const { name, outcomes, set_state: state } = found.rule
    if (outcomes.length > 1 || state !== undefined) visit.repeats = false
    this.count(name, visit.wishes.session)
    if (state !== undefined) session.state = state
    return { rule: found.rule, captures: found.captures, call: session.calls.get(name) ?? 1 }
  }
}

/** What a session knows when rules are matched, and whether they asked. */
class Past implements MatchContext {
  consulted = false
  readonly #session: Session
  readonly #dice: Call['dice'] | undefined
  #draws: Call['dice'] | undefined

  constructor(session: Session, dice?: Call['dice']) {
    this.#session = session
    this.#dice = dice
  }

  readonly calls = (rule: Rule): number => {
    this.consulted = true
    return this.#session.calls.get(rule.name) ?? 0
  }

  get state(): string | undefined {
    this.consulted = true
    return this.#session.state
  }

  /** Chance follows the call's dice: the same request draws the same. */
  readonly draw = (): number => {
    this.#draws ??= this.#dice?.fork('weight')
    return this.#draws?.next() ?? 0
  }
}

function targetOf(upstream: UpstreamRequest) {
  const { model, deployment, provider, attempt } = upstream
  return { deployment: model, azureDeployment: deployment, provider, attempt }
}

function noMatch(book: ScenarioBook, call: Omit<Call, 'timing'>, context: MatchContext): ProviderTurn {
  const lines = explainMiss(book, call.request, context).map((miss) => `  ${formatNearMiss(miss)}`)
  const detail =
    lines.length === 0 ? 'there are no scenarios' : `the nearest are:\n${lines.slice(0, 3).join('\n')}`
  return emulatorError(`no scenario matches this request (--strict); ${detail}`, 404)
}
