import { createDice } from './dice.ts'
import type { EmulatorWishes } from './emulator-headers.ts'
import type { FaultEffect, FaultOrder } from './faults/fault-order.ts'
import type { JournalCall } from './journal.ts'
import type { Call } from './provider/call.ts'
import { errorTurn } from './provider/error-turn.ts'
import { applyUpstreamFaults } from './provider/faults/apply-upstream-faults.ts'
import { identityOf } from './provider/identity.ts'
import { answerCall, emulatorError } from './provider/provider.ts'
import type { Found } from './provider/provider.ts'
import type { Tokenizer } from './provider/tokenizer.ts'
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

export interface DeploymentSettings {
  /** A call that no rule matches is an error that names the nearest rules. */
  readonly strict: boolean
  readonly tokenizer: Tokenizer
  /** One of `LOCALES`: where made names and places come from. */
  readonly locale: string
  /** A session that nobody has used for so long is forgotten, ms; 30 minutes unless given. */
  readonly sessionIdleMs?: number | undefined
}

/** One exchange, as the deployment has to know it. */
export interface Visit {
  readonly book: ScenarioBook
  readonly client: ClientRequest
  readonly wishes: EmulatorWishes
  readonly seed: number
  /** Unix seconds. */
  readonly created: number
  /** Now, ms since 1970. */
  readonly at: number
  /** What the gateway asked, and which rule answered. */
  readonly calls: JournalCall[]
  /** Ordered for the whole exchange, and what became of those that hit the deployment. */
  readonly faults: readonly FaultOrder[]
  readonly effects: FaultEffect[]
  /** Those of the rule that answered last. */
  ruleFaults: readonly FaultOrder[]
  /** Becomes false once an answer depends on more than the request: on a session's past, or on a turn. */
  repeats: boolean
}

/** The pretend deployment: finds the rule that answers a call, and remembers in which session it has answered before. */
export class Deployment {
  readonly sessions: Sessions
  /** How often each rule has answered. */
  readonly hits = new Map<string, number>()
  readonly #settings: DeploymentSettings

  constructor(settings: DeploymentSettings) {
    this.#settings = settings
    this.sessions = new Sessions(settings.sessionIdleMs)
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
        tokenizer: this.#settings.tokenizer,
        locale: this.#settings.locale,
      }
      return this.#answer(call, visit)
    }
  }

  /** Counts an answer of a rule, as `visit` does. */
  count(rule: string, session: string, at: number): void {
    const { calls } = this.sessions.get(session, at)
    calls.set(rule, (calls.get(rule) ?? 0) + 1)
    this.hits.set(rule, (this.hits.get(rule) ?? 0) + 1)
  }

  /** Forgets what a rule that is gone has done. */
  forget(rule: string): void {
    this.hits.delete(rule)
    this.sessions.forgetRule(rule)
  }

  #answer(call: Omit<Call, 'timing'>, visit: Visit): ProviderTurn {
    const { upstream } = call
    const record = (answer: ProviderTurn, rule?: Rule): ProviderTurn => {
      const turn = faulty(answer, rule?.faults ?? [], call, visit)
      const reached = turn.kind !== 'none' || (turn.why !== 'refused' && turn.why !== 'dns')
      visit.calls.push({ upstream, request: call.request, rule: rule?.name, reached })
      return turn
    }
    if (visit.wishes.error !== undefined) {
      return record(
        errorTurn({ name: visit.wishes.error }, upstream.model, upstream.stream, call.identity.headers),
      )
    }
    const session = this.sessions.get(visit.client.session, visit.at)
    const found = this.#find(call, session, visit)
    if (found === undefined && this.#settings.strict)
      return record(noMatch(visit.book, call, new Past(session)))
    const timing = found?.rule.timing ?? timingProfiles[upstream.model] ?? DEFAULT_TIMING
    return record(answerCall({ ...call, timing }, found), found?.rule)
  }

  #find(call: Omit<Call, 'timing'>, session: Session, visit: Visit): Found | undefined {
    const past = new Past(session, call.dice)
    const forced =
      visit.wishes.scenario === undefined ? undefined : visit.book.byName.get(visit.wishes.scenario)
    const found =
      forced === undefined ? findRule(visit.book, call.request, past) : { rule: forced, captures: [] }
    if (past.consulted) visit.repeats = false
    if (found.rule === undefined) return undefined
    const { name, outcomes, then, set_state: state } = found.rule
    if (outcomes.length > 1 || then === 'fail' || state !== undefined || outcomes.some(looksBack))
      visit.repeats = false
    const before = session.state
    this.count(name, visit.client.session, visit.at)
    if (state !== undefined) session.state = state
    return { rule: found.rule, captures: found.captures, call: session.calls.get(name) ?? 1, state: before }
  }
}

/** The answer after the faults of its rule and of the exchange. */
function faulty(
  answer: ProviderTurn,
  ruleFaults: readonly FaultOrder[],
  { upstream, dice }: Omit<Call, 'timing'>,
  visit: Visit,
): ProviderTurn {
  visit.ruleFaults = ruleFaults
  if (ruleFaults.length + visit.faults.length === 0) return answer
  const orders = [...ruleFaults, ...visit.faults]
  const { turn, effects } = applyUpstreamFaults(
    answer,
    orders,
    upstream,
    dice.fork(`faults ${upstream.attempt}`),
  )
  for (const effect of effects) {
    // A call that is repeated tells the same again.
    const isKnown = visit.effects.some((it) => it.fault === effect.fault && it.hit === effect.hit)
    if (!isKnown) visit.effects.push(effect)
  }
  return turn
}

function looksBack(outcome: Rule['outcomes'][number]): boolean {
  return (outcome.kind === 'reply' || outcome.kind === 'error') && outcome.past === true
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
