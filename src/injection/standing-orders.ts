import type { ChaosSpec, NextSpec, OrderSpec } from '../scenario/order.ts'
import type { ChaosFigures } from './chaos-figures.ts'
import { OrderedExchange } from './ordered-exchange.ts'
import type { OrderedRequest, WaitingNext } from './ordered-exchange.ts'
import { RunningChaos, started } from './running-chaos.ts'
import type { ChaosDump } from './running-chaos.ts'

/** Orders for requests that are still to come: one-shot ones, and chaos, of files or ordered while the emulator runs. */
export class StandingOrders {
  #next: readonly WaitingNext[] = []
  /** Goes before that of files. */
  #runtime: readonly RunningChaos[] = []
  #filed: readonly RunningChaos[] = []
  #specs: readonly ChaosSpec[] = []
  /** Chaos that was replaced or taken back, the last one last. */
  #past: readonly PastChaos[] = []

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
    const gone = this.#runtime.filter(({ spec }) => isOf(spec, session))
    this.#keep('request', gone, at)
    const others = this.#runtime.filter((chaos) => !gone.includes(chaos))
    this.#runtime = [...others, ...started(specs, at)]
  }

  /** The chaos of a new set of files. What stood in the set before goes on. `at`: ms since 1970; from the next request on unless given. */
  useFiled(specs: readonly ChaosSpec[], at?: number): void {
    this.#specs = specs
    const before = this.#filed
    this.#filed = started(specs, at, before)
    const gone = before.filter((chaos) => !this.#filed.includes(chaos))
    this.#keep('file', gone, at)
  }

  /** Forgets one-shot orders and ordered chaos, and what the chaos of files has counted: of one session, or all. */
  clear(session?: string, at?: number): void {
    this.clearNext(session)
    this.#runtime = this.#runtime.filter(({ spec }) => !isOf(spec, session))
    if (session === undefined) this.#past = []
    if (session === undefined) this.#filed = started(this.#specs, at)
    else for (const chaos of this.#all()) chaos.forget(session)
  }

  /** No order stands. `at`: ms since 1970. */
  isIdle(at: number): boolean {
    if (this.#next.length + this.#runtime.length + this.#filed.length + this.#past.length === 0) return true
    // Who was hit to the end may come again and get through.
    return (
      this.#pending().length === 0 && this.#all().every((chaos) => chaos.isOver(at) && chaos.count.lost === 0)
    )
  }

  /** None stands but those of files, and nobody was lost whose return would have to be noticed. `at`: ms since 1970. */
  isIdleButForFiles(at: number): boolean {
    return (
      this.#pending().length === 0 &&
      this.#runtime.every((chaos) => chaos.isOver(at)) &&
      this.#all().every((chaos) => chaos.count.lost === 0)
    )
  }

  /** What they do to a request; nothing is used up before it is taken. */
  begin(request: OrderedRequest): OrderedExchange {
    return new OrderedExchange(request, this.#pending(), this.#all())
  }

  /** One-shot orders that still wait: those for one session alone, or all. */
  waiting(session?: string): readonly WaitingNext[] {
    return this.#pending().filter(({ spec }) => isOf(spec, session))
  }

  /** Chaos that is not over. `at`: ms since 1970. `session`: that for it alone, or all. */
  chaos(at: number, session?: string): readonly ChaosView[] {
    return this.#views(at).filter(({ over, spec }) => !over && isOf(spec, session))
  }

  /** Chaos that is over, replaced or taken back, with what it has done; the last ones. `at`: ms since 1970. */
  ended(at: number, session?: string): readonly ChaosView[] {
    const past = this.#past.map(({ by, chaos }) => ({ by, ...viewOf(chaos, at) }))
    const all = [...past, ...this.#views(at).filter(({ over }) => over)]
    return all.filter(({ spec }) => isOf(spec, session)).slice(-MOST_PAST)
  }

  dump(): OrdersDump {
    return {
      next: this.#pending().map(({ spec, left }) => ({ written: spec.written, left })),
      runtime: this.#runtime.map((chaos) => chaos.dump()),
      filed: this.#filed.map((chaos) => chaos.dump()),
      past: this.#past.map(({ by, chaos }) => ({ by, chaos: chaos.dump() })),
    }
  }

  /** Chaos of files goes on where it stands in the files here too. */
  restore({ next, runtime, filed, past }: OrdersDump, read: OrderReaders): void {
    const running = (dump: ChaosDump) => {
      const chaos = new RunningChaos(read.chaos(dump), dump.twin)
      chaos.restore(dump)
      return chaos
    }
    this.#next = next.map(({ written, left }) => ({ spec: read.next(written), left }))
    this.#runtime = runtime.map(running)
    this.#past = past.map(({ by, chaos }) => ({ by, chaos: running(chaos) }))
    this.#filed = started(this.#specs, undefined)
    const known = new Map(filed.map((dump) => [dump.key, dump]))
    for (const chaos of this.#filed) {
      const dump = known.get(chaos.key)
      if (dump !== undefined) chaos.restore(dump)
    }
  }

  #views(at: number): readonly ChaosView[] {
    const viewed = (by: ChaosView['by']) => (chaos: RunningChaos) => ({ by, ...viewOf(chaos, at) })
    return [...this.#runtime.map(viewed('request')), ...this.#filed.map(viewed('file'))]
  }

  #keep(by: ChaosView['by'], gone: readonly RunningChaos[], at: number | undefined): void {
    for (const chaos of gone) chaos.stop(at)
    this.#past = [...this.#past, ...gone.map((chaos) => ({ by, chaos }))].slice(-MOST_PAST)
  }

  /** What is over stays as long as a task that it hit may come again. */
  #all(): readonly RunningChaos[] {
    if (this.#past.length === 0) return [...this.#runtime, ...this.#filed]
    const missed = this.#past.flatMap(({ chaos }) => (chaos.count.lost > 0 ? [chaos] : []))
    return [...this.#runtime, ...this.#filed, ...missed]
  }

  #pending(): readonly WaitingNext[] {
    if (this.#next.some(({ left }) => left === 0)) this.#next = this.#next.filter(({ left }) => left > 0)
    return this.#next
  }
}

/** Orders as plain data. */
export interface OrdersDump {
  readonly next: readonly { readonly written: NextSpec['written']; readonly left: number }[]
  readonly runtime: readonly ChaosDump[]
  readonly filed: readonly ChaosDump[]
  readonly past: readonly { readonly by: ChaosView['by']; readonly chaos: ChaosDump }[]
}

/** Read orders again from how they were written. */
export interface OrderReaders {
  next(written: NextSpec['written']): NextSpec
  chaos(dump: Pick<ChaosDump, 'written' | 'forMs'>): ChaosSpec
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
  readonly figures: ChaosFigures
}

interface PastChaos {
  readonly by: ChaosView['by']
  readonly chaos: RunningChaos
}

/** So many that ended are remembered. */
const MOST_PAST = 20

/** Whether an order is for this session alone; without one, every order is. */
function isOf(spec: OrderSpec, session: string | undefined): boolean {
  return session === undefined || spec.session === session
}

function viewOf(chaos: RunningChaos, at: number): Omit<ChaosView, 'by'> {
  const { spec } = chaos
  const { seen, hits, figures } = chaos.count
  const endsAt = chaos.endsAt(at)
  return {
    spec,
    on: chaos.isOn(at),
    rate: chaos.rateAt(at),
    over: chaos.isOver(at),
    ...(endsAt === undefined ? {} : { endsAt }),
    seen,
    hits,
    figures,
  }
}
