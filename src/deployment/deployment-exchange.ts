import type { Overrides } from '../contracts/overrides.ts'
import type { Ask, ProviderTurn, UpstreamRequest } from '../contracts/upstream.ts'
import type { FaultEffect, FaultOrder } from '../faults/fault-order.ts'
import type { CallRecord } from '../journal/call-record.ts'
import type { OrderedExchange } from '../injection/ordered-exchange.ts'
import { createRandom } from '../random/random.ts'
import type { Random } from '../random/random.ts'
import type { ClientRequest } from '../request/chat-request.ts'
import type { ScenarioBook } from '../scenario/book.ts'

/** One exchange, as the deployment has to know it. */
export interface ExchangeFacts {
  readonly book: ScenarioBook
  readonly client: ClientRequest
  readonly overrides: Overrides
  readonly seed: number
  /** Unix seconds. */
  readonly created: number
  /** Now, ms since 1970. */
  readonly at: number
  /** Planned ms for each real one; 0: nothing waits. */
  readonly speed: number
  /** What the standing orders do to it; absent where none stands. */
  readonly orders: OrderedExchange | undefined
  /** Limits of deployments are asked. */
  readonly isLimited: boolean
  /** Ordered for the whole exchange. */
  readonly faults: readonly FaultOrder[]
}

/** Who answers. `after`: ms since the client's request was accepted; `random`: that of the exchange. */
export interface Answering {
  answer(upstream: UpstreamRequest, after: number, exchange: DeploymentExchange, random: Random): ProviderTurn
}

/** Answers the calls of one exchange, and knows what became of them. */
export class DeploymentExchange {
  readonly facts: ExchangeFacts
  readonly ask: Ask
  #calls: CallRecord[] | undefined
  /** What became of the faults that hit the deployment. */
  readonly effects: FaultEffect[] = []
  /** Those of the rule that answered last. */
  ruleFaults: readonly FaultOrder[] = NO_FAULTS
  /** It needs turns or states that another process keeps: its answer is none. */
  isElsewhere = false
  /** Those of the order that hit the last call. */
  orderFaults: readonly FaultOrder[] = NO_FAULTS

  constructor(facts: ExchangeFacts, answering: Answering) {
    this.facts = facts
    const random = createRandom(facts.seed)
    this.ask = (upstream, after = 0) => answering.answer(upstream, after, this, random)
  }

  /** What the gateway asked, and which rule answered. */
  get calls(): readonly CallRecord[] {
    return this.#calls ?? NO_CALLS
  }

  /** Most exchanges have one call, and the journal keeps it: a list that grows has room for many. */
  add(call: CallRecord): void {
    if (this.#calls === undefined) this.#calls = [call]
    else this.#calls.push(call)
  }

  /** All that are ordered for the last call, in their order. */
  get faults(): readonly FaultOrder[] {
    const { ruleFaults, orderFaults } = this
    const { faults } = this.facts
    if (ruleFaults.length + faults.length + orderFaults.length === 0) return NO_FAULTS
    return [...ruleFaults, ...faults, ...orderFaults]
  }
}

const NO_CALLS: readonly CallRecord[] = []
const NO_FAULTS: readonly FaultOrder[] = []
