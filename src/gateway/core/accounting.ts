import type { Random } from '../../random/random.ts'
import type { ExchangeTime } from '../../contracts/front-end.ts'
import type { HeaderMap } from '../../message/header-map.ts'
import { CachedCall } from '../cache/cached-call.ts'
import type { CacheableRequest } from '../cache/fingerprint.ts'
import { firstAt } from '../upstream/outcome.ts'
import type { CallOutcome } from '../upstream/outcome.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { Limit, RateLimit, VirtualKey } from '../config/governance-config.ts'
import type { GatewayState } from '../state.ts'
import { checkRequest } from '../governance/check-request.ts'
import type { Admission } from '../governance/check-request.ts'
import { costOf, totalTokens } from '../governance/cost.ts'
import type { Priced } from '../governance/cost.ts'
import { keyLimits, limitsNoTarget, modelLimits, providerLimits } from '../governance/scoped-limits.ts'
import type { ScopedLimits, ModelTarget } from '../governance/scoped-limits.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'
import type { Usage } from '../stream/stream-usage.ts'

/** What one exchange has to do with the gateway's counters and queues. All other times here are ms after it began. */
export class Account {
  readonly #config: GatewayConfig
  readonly #rules: GovernanceRules
  readonly #state: GatewayState
  readonly #time: ExchangeTime
  #key: VirtualKey | undefined
  #refused = false

  constructor(config: GatewayConfig, rules: GovernanceRules, state: GatewayState, time: ExchangeTime) {
    this.#config = config
    this.#rules = rules
    this.#state = state
    this.#time = time
  }

  /** What governance says, `after` ms. Once it has refused, nothing that a fallback uses is counted. */
  admit(headers: HeaderMap, target: ModelTarget, after: number): Admission {
    const { at } = this.#time
    const ahead = this.#clock(after) - at
    const used = (limit: Limit): number => {
      return this.#state.ledger.used(limit, at, ahead)
    }
    const now = (): number => {
      return at + ahead
    }
    const admission = checkRequest(headers, target, this.#config, this.#rules, used, now)
    if (admission.ok) this.#key = admission.key
    else this.#refused = true
    return admission
  }

  /** The date, ms since 1970, `after` ms: an answer that tells how far off a date is depends on when it was asked for. */
  dateAt(after: number): number {
    return this.#clock(after)
  }

  /** When a worker takes up a request that arrives `after` ms, `Infinity`: never; undefined: the queue is full and drops it. */
  enter(provider: string, after: number): number | undefined {
    const workers = this.#config.providers.get(provider)?.workers
    if (workers === undefined) return after
    const now = this.#clock(after)
    const start = this.#state.queue(provider).enter(now, workers, this.#config.dropExcessRequests)
    // At speed 0 an endless wait would be no number.
    if (start === undefined || start === Infinity) return start
    return after + (start - now) * this.#time.speed
  }

  /** The worker is free again: with the answer, or once a stream has begun. It waits for a silent one for good, at any speed. */
  leave(provider: string, outcome: CallOutcome): void {
    if (this.#config.providers.get(provider)?.workers === undefined) return
    const until = outcome.kind === 'silence' ? Infinity : this.#clock(workedUntil(outcome))
    this.#state.queue(provider).leave(until)
  }

  /** What the cache has to do with a call; undefined: nothing. `random`: for names that are drawn. */
  cached(request: CacheableRequest, headers: HeaderMap, random: () => Random): CachedCall | undefined {
    const { cache } = this.#config
    if (cache === undefined) return undefined
    const call = CachedCall.of(request, headers, cache, this.#state.cache, random)
    return call
  }

  /** The answer that is kept for a call, sent `after` ms. It counts as any other, but costs nothing. */
  hit(call: CachedCall, target: ModelTarget, after: number): CallOutcome | undefined {
    const outcome = call.hit(this.#clock(after), after)
    if (outcome !== undefined) this.#book(target, outcome, () => 0)
    return outcome
  }

  /** Keeps an answer once it has ended. */
  keep(call: CachedCall, outcome: CallOutcome): CallOutcome {
    return call.keep(outcome, this.#clock(endOf(outcome)))
  }

  /** Counts an answer; what failed does not count. */
  count(priced: Priced, outcome: CallOutcome): void {
    const { prices } = this.#config
    this.#book(priced, outcome, (usage) => costOf(usage, priced, prices, this.#rules.reportedCost))
  }

  #book(target: ModelTarget, outcome: CallOutcome, cost: (usage: Usage) => number): void {
    if (this.#refused || (outcome.kind !== 'answer' && outcome.kind !== 'stream')) return
    if (outcome.usage === undefined) return
    const limits = this.#limits(target)
    if (limits.length === 0) return
    const usage = outcome.usage() ?? {}
    const used = { tokens: totalTokens(usage), dollars: cost(usage) }
    this.#state.ledger.book(limits, used, this.#clock(endOf(outcome)))
  }

  /** Every limit that an answer of this target counts against. */
  #limits(target: ModelTarget): readonly Limit[] {
    const { governance } = this.#config
    const rules = this.#rules
    if (rules.needsEnabling && !this.#config.enableGovernance) return []
    if (this.#key === undefined && limitsNoTarget(governance)) return NO_LIMITS
    const all: ScopedLimits[] = []
    const { modelAndProviderLimits: when } = rules
    if (when === 'always' || (when === 'with key' && this.#key !== undefined))
      all.push(providerLimits(target, governance, rules), modelLimits(target, governance, rules))
    if (this.#key !== undefined) all.push(keyLimits(this.#key, target, governance, rules))
    return all.flatMap(({ rates, budgets }) => [
      ...rates.flatMap(({ limit }) => limitsOf(limit)),
      ...budgets.map(({ limit }) => limit),
    ])
  }

  /** A time of the exchange as ms since 1970. */
  #clock(after: number): number {
    const { at, speed } = this.#time
    return speed === 0 ? at : at + after / speed
  }
}

const NO_LIMITS: readonly Limit[] = []

function limitsOf({ tokens, requests }: RateLimit): readonly Limit[] {
  return [tokens, requests].filter((it) => it !== undefined)
}

function endOf(outcome: CallOutcome): number {
  return outcome.kind === 'stream' ? outcome.endAt : workedUntil(outcome)
}

/** Until when a worker is busy with a call. */
function workedUntil(outcome: CallOutcome): number {
  switch (outcome.kind) {
    case 'stream':
      return firstAt(outcome.frames) ?? outcome.endAt
    case 'wire':
      return outcome.startAt + (outcome.answer.kind === 'answer' ? outcome.answer.endAt : outcome.answer.at)
    default:
      return outcome.at
  }
}
