import type { ChaosSpec, NextSpec, OrderSpec } from '../scenario/order.ts'
import { OrderedExchange } from './ordered-exchange.ts'
import type { OrderedRequest, WaitingNext } from './ordered-exchange.ts'
import { started } from './running-chaos.ts'
import type { RunningChaos } from './running-chaos.ts'

/** Orders for requests that are still to come: one-shot ones, and chaos, of files or ordered while the emulator runs. */
export class StandingOrders {
  #next: readonly WaitingNext[] = []
  /** Goes before that of files. */
  #runtime: readonly RunningChaos[] = []
  #filed: readonly RunningChaos[] = []
  #specs: readonly ChaosSpec[] = []

  addNext(spec: NextSpec): void {
    this.#next = [...this.#pending(), { spec, left: spec.times }]
  }

  /** Takes back one-shot orders that still wait: those of one session, or all. */
  clearNext(session?: string): void {
    this.#next = this.#pending().filter(({ spec }) => !isOf(spec, session))
  }

  /**
   * Takes the place of the chaos that was ordered before, also where the list is empty. That of files stands as long as it
   * stands there. `at`: ms since 1970. `session`: only that of this session is replaced.
   */
  setChaos(specs: readonly ChaosSpec[], at: number, session?: string): void {
    const others = session === undefined ? [] : this.#runtime.filter(({ spec }) => !isOf(spec, session))
    this.#runtime = [...others, ...started(specs, at)]
  }

  /** The chaos of a new set of files. What stood in the set before goes on. `at`: ms since 1970; from the next request on unless given. */
  useFiled(specs: readonly ChaosSpec[], at?: number): void {
    this.#specs = specs
    this.#filed = started(specs, at, this.#filed)
  }

  /** Forgets one-shot orders and ordered chaos, and what the chaos of files has counted: of one session, or all. */
  clear(session?: string, at?: number): void {
    this.clearNext(session)
    this.#runtime = this.#runtime.filter(({ spec }) => !isOf(spec, session))
    if (session === undefined) this.#filed = started(this.#specs, at)
    else for (const chaos of this.#all()) chaos.forget(session)
  }

  /** No order stands. `at`: ms since 1970. */
  isIdle(at: number): boolean {
    if (this.#next.length + this.#runtime.length + this.#filed.length === 0) return true
    return this.#pending().length === 0 && this.#all().every((chaos) => chaos.isOver(at))
  }

  /** What they do to a request; nothing is used up before it is taken. */
  begin(request: OrderedRequest): OrderedExchange {
    return new OrderedExchange(request, this.#pending(), this.#all())
  }

  /** One-shot orders that still wait: those for one session alone, or all. */
  waiting(session?: string): readonly WaitingNext[] {
    return this.#pending().filter(({ spec }) => isOf(spec, session))
  }

  /** Chaos that is not over. `at`: ms since 1970. */
  chaos(at: number): readonly ChaosView[] {
    const viewed = (by: ChaosView['by']) => (chaos: RunningChaos) => ({ by, ...viewOf(chaos, at) })
    const chaos = [...this.#runtime.map(viewed('request')), ...this.#filed.map(viewed('file'))]
    return chaos.filter(({ over }) => !over)
  }

  #all(): readonly RunningChaos[] {
    return [...this.#runtime, ...this.#filed]
  }

  #pending(): readonly WaitingNext[] {
    if (this.#next.some(({ left }) => left === 0)) this.#next = this.#next.filter(({ left }) => left > 0)
    return this.#next
  }
}

export interface ChaosView {
  /** Where it was ordered. */
  readonly by: 'file' | 'request'
  readonly spec: ChaosSpec
  /** Whether a request can be hit now, and with which chance. */
  readonly on: boolean
  readonly rate: number
  readonly over: boolean
  /** Milliseconds since 1970; absent where it has no end. */
  readonly endsAt?: number
  /** Requests that fitted while it was on, and how many of them were hit. */
  readonly seen: number
  readonly hits: number
}

/** Whether an order is for this session alone; without one, every order is. */
function isOf(spec: OrderSpec, session: string | undefined): boolean {
  return session === undefined || spec.session === session
}

function viewOf(chaos: RunningChaos, at: number): Omit<ChaosView, 'by'> {
  const { spec, seen, hits } = chaos
  const endsAt = chaos.endsAt(at)
  return {
    spec,
    on: chaos.isOn(at),
    rate: chaos.rateAt(at),
    over: chaos.isOver(at),
    ...(endsAt === undefined ? {} : { endsAt }),
    seen,
    hits,
  }
}
