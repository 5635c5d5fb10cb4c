import { createDice, hash32 } from './dice.ts'
import type { FaultOrder } from './faults/fault-order.ts'
import { holds } from './scenario/match/condition.ts'
import type { Probe } from './scenario/match/probe.ts'
import type { Rule } from './scenario/rule.ts'

/** What is to go wrong: an error in place of the answer, faults of the answer, or both. */
export interface WrongOrder {
  /** A name of the error catalogue. */
  readonly error?: string
  readonly faults: readonly FaultOrder[]
}

/** Which requests an order is for: those of a session, of a deployment, those that fit; all of them unless said. */
export interface OrderTarget {
  readonly session?: string
  readonly deployment?: string
  /** All other conditions, as written and as a rule that holds them. */
  readonly rest?: { readonly when: object; readonly rule: Rule }
}

/** What goes wrong with the next request that fits, once. */
export interface NextOrder extends WrongOrder {
  readonly when: OrderTarget
}

/** What goes wrong again and again until its time is over. All that is said must hold for a request to be hit. */
export interface ChaosOrder extends WrongOrder {
  readonly when: OrderTarget
  /** The chance of each request, 0 to 1. */
  readonly rate: number
  /** Only every so manieth request. */
  readonly every?: number
  /** Only so many requests at the beginning. */
  readonly first?: number
  /** Milliseconds. */
  readonly forMs: number
}

/** The order that hits a request, and where it comes from. */
export interface TakenOrder extends WrongOrder {
  readonly by: 'next' | 'chaos'
}

/** A chat request that reached the deployment. */
export interface OrderedRequest {
  readonly session: string
  readonly deployment: string
  /** As rules see it. */
  readonly probe: () => Probe
  /** Milliseconds since 1970. */
  readonly at: number
}

interface RunningChaos {
  readonly order: ChaosOrder
  readonly endsAt: number
  seen: number
  hits: number
}

/** Orders for requests that are still to come: one-shot ones, and chaos. Chance follows the seed and a chaos' own count of requests. */
export class StandingOrders {
  readonly #seed: number
  #next: readonly NextOrder[] = []
  #chaos: readonly RunningChaos[] = []

  constructor(seed: number) {
    this.#seed = seed
  }

  addNext(order: NextOrder): void {
    this.#next = [...this.#next, order]
  }

  /** Takes the place of the chaos before it. `at`: milliseconds since 1970. */
  setChaos(orders: readonly ChaosOrder[], at: number): void {
    this.#chaos = orders.map((order) => ({ order, endsAt: at + order.forMs, seen: 0, hits: 0 }))
  }

  /** Forgets the orders for one session, or all. */
  clear(session?: string): void {
    const stays = ({ when }: { readonly when: OrderTarget }) =>
      session !== undefined && when.session !== session
    this.#next = this.#next.filter(stays)
    this.#chaos = this.#chaos.filter(({ order }) => stays(order))
  }

  /** No order stands: an answer depends on the request alone. */
  isIdle(at: number): boolean {
    this.#end(at)
    return this.#next.length + this.#chaos.length === 0
  }

  /** What hits this request. A one-shot order is used up by it; chaos counts it. */
  take(request: OrderedRequest): TakenOrder | undefined {
    this.#end(request.at)
    const chaos = this.#takeChaos(request)
    const next = this.#next.find(({ when }) => fits(when, request))
    if (next === undefined) return chaos
    this.#next = this.#next.filter((it) => it !== next)
    return { by: 'next', ...wrongOf(next) }
  }

  /** For people and machines. */
  view(at: number): { readonly next: readonly NextOrder[]; readonly chaos: readonly ChaosView[] } {
    this.#end(at)
    const chaos = this.#chaos.map(({ order, endsAt, seen, hits }) => ({
      order,
      endsAt,
      remainingMs: endsAt - at,
      seen,
      hits,
    }))
    return { next: this.#next, chaos }
  }

  #takeChaos(request: OrderedRequest): TakenOrder | undefined {
    let taken: TakenOrder | undefined
    for (const [index, chaos] of this.#chaos.entries()) {
      if (!fits(chaos.order.when, request)) continue
      chaos.seen++
      if (taken !== undefined || !this.#isHit(index, chaos)) continue
      chaos.hits++
      taken = { by: 'chaos', ...wrongOf(chaos.order) }
    }
    return taken
  }

  #isHit(index: number, { order, seen }: RunningChaos): boolean {
    if (order.first !== undefined && seen > order.first) return false
    if (order.every !== undefined && seen % order.every !== 0) return false
    return createDice(hash32(`chaos ${index} ${seen}`, this.#seed)).next() < order.rate
  }

  #end(at: number): void {
    if (this.#chaos.some(({ endsAt }) => endsAt <= at))
      this.#chaos = this.#chaos.filter(({ endsAt }) => endsAt > at)
  }
}

export interface ChaosView {
  readonly order: ChaosOrder
  /** Milliseconds since 1970. */
  readonly endsAt: number
  readonly remainingMs: number
  /** Requests that fitted, and how many of them were hit. */
  readonly seen: number
  readonly hits: number
}

function fits({ rest, ...when }: OrderTarget, { session, deployment, probe }: OrderedRequest): boolean {
  if (when.session !== undefined && when.session !== session) return false
  if (when.deployment !== undefined && when.deployment !== deployment) return false
  return rest === undefined || rest.rule.conditions.every((it) => holds(it, probe(), rest.rule))
}

function wrongOf({ error, faults }: WrongOrder): WrongOrder {
  return error === undefined ? { faults } : { error, faults }
}
