import { createRandom, hash32 } from '../random/random.ts'
import type { Probe } from '../scenario/match/probe.ts'
import type { Injection, NextSpec } from '../scenario/order.ts'
import { pickInjection } from './pick-injection.ts'
import { taskOf } from './running-chaos.ts'
import type { RunningChaos } from './running-chaos.ts'
import { fits, kindOf, appliedOrder } from './applied-order.ts'
import type { AppliedOrder } from './applied-order.ts'

/** One-shot orders in line; `left`: how many requests they are still for. */
export interface WaitingNext {
  readonly spec: NextSpec
  left: number
}

/** Whose request it is: the session, and a number that is the same for equal requests. */
export interface OrderedRequest {
  readonly session: string
  readonly fingerprint: number
}

/**
 * What the standing orders do to one request of a client. Each order looks at every call that the gateway makes for it, so
 * an order for one deployment spares the fallback, and one for the first attempt spares the retry; but it decides, counts
 * and draws once for the whole request.
 */
export class OrderedExchange {
  /** The last order that hit a call. */
  taken: AppliedOrder | undefined
  readonly #request: OrderedRequest
  readonly #task: string
  readonly #next: readonly WaitingNext[]
  readonly #chaos: readonly RunningChaos[]
  readonly #decided = new Map<RunningChaos, Injection | undefined>()
  /** Those that have hit. */
  readonly #hit = new Set<RunningChaos>()
  #claimed: { readonly waiting: WaitingNext; readonly order: AppliedOrder } | undefined

  constructor(request: OrderedRequest, next: readonly WaitingNext[], chaos: readonly RunningChaos[]) {
    this.#request = request
    this.#task = taskOf(request.session, request.fingerprint)
    this.#next = next
    this.#chaos = chaos
  }

  /** Whether any order is for this call, whatever it comes to. `at`: when it is made, ms since 1970. */
  concerns(probe: () => Probe, at: number): boolean {
    return (
      this.#next.some(({ spec }) => fits(spec, probe)) ||
      this.#chaos.some((chaos) => !chaos.isOver(at) && fits(chaos.spec, probe))
    )
  }

  /** What hits this call. `probe`: the call as rules see it. `at`: when it is made, ms since 1970. */
  take(probe: () => Probe, at: number): AppliedOrder | undefined {
    let known: Probe | undefined
    const once = () => (known ??= probe())
    const chaos = this.#hitBy(once, at)
    const taken = this.#takeNext(once) ?? this.#takeChaos(chaos)
    if (taken === undefined) for (const one of this.#chaos) if (one.isOver(at)) one.count.recover(this.#task)
    this.taken = taken ?? this.taken
    return taken
  }

  /** Nothing of what was taken had an effect: a one-shot order waits for another request, chaos has not hit. */
  refund(): void {
    if (this.taken === undefined) return
    if (this.taken.by === 'next') this.#claimed!.waiting.left++
    for (const chaos of this.#hit) chaos.count.spare(this.#task, kindOf(this.#decided.get(chaos)!))
    this.#hit.clear()
    this.taken = undefined
  }

  #takeNext(probe: () => Probe): AppliedOrder | undefined {
    if (this.#claimed !== undefined)
      return fits(this.#claimed.waiting.spec, probe) ? this.#claimed.order : undefined
    const waiting = this.#next.find(({ spec, left }) => left > 0 && fits(spec, probe))
    if (waiting === undefined) return undefined
    waiting.left--
    const random = createRandom(hash32(`next ${waiting.left}`, this.#request.fingerprint))
    const order = appliedOrder('next', waiting.spec, pickInjection(waiting.spec.injections, random))
    this.#claimed = { waiting, order }
    return order
  }

  #takeChaos(chaos: RunningChaos | undefined): AppliedOrder | undefined {
    if (chaos === undefined) return undefined
    if (!this.#hit.has(chaos)) chaos.count.hit(this.#task, kindOf(this.#decided.get(chaos)!))
    this.#hit.add(chaos)
    return appliedOrder('chaos', chaos.spec, this.#decided.get(chaos)!)
  }

  /** The first chaos that hits; all that fit count the request. */
  #hitBy(probe: () => Probe, at: number): RunningChaos | undefined {
    const { session, fingerprint } = this.#request
    let first: RunningChaos | undefined
    for (const chaos of this.#chaos) {
      if (chaos.isOver(at) || !fits(chaos.spec, probe)) continue
      if (!chaos.isOn(at)) continue
      if (!this.#decided.has(chaos)) this.#decided.set(chaos, chaos.decide(session, fingerprint, at))
      if (this.#decided.get(chaos) !== undefined) first ??= chaos
    }
    return first
  }
}
