import { createRandom, hash32 } from '../random/random.ts'
import { canonicalJson } from '../json/canonical.ts'
import { BoundedMap } from '../values/bounded-map.ts'
import type { ChaosSpec, Injection } from '../scenario/order.ts'
import { ChaosCount } from './chaos-figures.ts'
import type { ChaosCountDump } from './chaos-figures.ts'
import { pickInjection } from './pick-injection.ts'
import { isOn, isOver, rateAt } from './schedule.ts'

/** The same for a request that is sent again. */
export function taskOf(session: string, fingerprint: number): string {
  return `${session}\n${fingerprint}`
}

/** What one session has seen of a chaos. */
interface Seen {
  count: number
  /** How often the same request has come, by its fingerprint. */
  readonly same: BoundedMap<number, { times: number }>
}

/** Chaos that was ordered, as plain data. `forMs`: what its order does not say, where it has an end. */
export interface ChaosDump {
  readonly written: ChaosSpec['written']
  readonly forMs: number | undefined
  readonly key: string
  readonly twin: number
  readonly startedAt: number | undefined
  readonly isStopped: boolean
  readonly stoppedAt: number | undefined
  /** The one used longest ago first, with how often each request has come. */
  readonly sessions: readonly {
    readonly name: string
    readonly count: number
    readonly same: readonly (readonly [fingerprint: number, times: number])[]
  }[]
  readonly count: ChaosCountDump
}

const MOST_SESSIONS = 10_000
const MOST_REQUESTS = 2000

/**
 * Chaos that was ordered. Each session is counted by itself, so tests that run side by side do not disturb each other. The
 * draws of a request come from its fingerprint, its session and how often the same request has come in it: neither from the
 * clock nor from the order in which requests arrive. So a run is replayed by its seed, and a request that is sent again
 * has a chance of its own.
 */
export class RunningChaos {
  readonly spec: ChaosSpec
  /** What tells it from others: equal orders have equal keys. */
  readonly key: string
  readonly count = new ChaosCount()
  readonly #twin: number
  #startedAt: number | undefined
  #isStopped = false
  #stoppedAt: number | undefined
  readonly #sessions = new BoundedMap<string, Seen>(MOST_SESSIONS)

  /** `twin`: how many equal orders stand before it. `at`: ms since 1970; it starts with the first moment that it is told of unless given. */
  constructor(spec: ChaosSpec, twin: number, at?: number) {
    this.spec = spec
    this.#twin = twin
    this.key = `${canonicalJson(spec.written)}${twin === 0 ? '' : ` ${twin}`}`
    this.#startedAt = at
  }

  /** Has no effect once it has started. */
  start(at: number): void {
    this.#startedAt ??= at
  }

  isOver(at: number): boolean {
    return this.#isStopped || isOver(this.spec, this.#elapsed(at))
  }

  isOn(at: number): boolean {
    return !this.#isStopped && isOn(this.spec, this.#elapsed(at))
  }

  rateAt(at: number): number {
    return rateAt(this.spec, this.#elapsed(at))
  }

  /** Milliseconds since 1970; undefined where it has no end. */
  endsAt(at: number): number | undefined {
    const { afterMs, forMs } = this.spec
    if (this.#isStopped) return this.#stoppedAt
    return forMs === undefined ? undefined : at - this.#elapsed(at) + afterMs + forMs
  }

  /** It is over by this moment, where it was not before. `at`: undefined where nobody knows. */
  stop(at: number | undefined): void {
    this.#isStopped = true
    if (at !== undefined) this.#stoppedAt = Math.min(at, this.endsAt(at) ?? at)
  }

  /** Counts a request that fits, and says what goes wrong with it. `fingerprint`: the same for equal requests. */
  decide(session: string, fingerprint: number, at: number): Injection | undefined {
    const { first, every, injections } = this.spec
    const seen = this.#sessions.use(session, () => ({ count: 0, same: new BoundedMap(MOST_REQUESTS) }))
    const again = ++seen.same.use(fingerprint, () => ({ times: 0 })).times
    seen.count++
    this.count.meet(taskOf(session, fingerprint))
    if (first !== undefined && seen.count > first) return undefined
    if (every !== undefined && seen.count % every !== 0) return undefined
    const random = createRandom(hash32(`${this.key}\n${session}\n${again}`, fingerprint))
    if (random.next() >= this.rateAt(at)) return undefined
    return pickInjection(injections, random)
  }

  /** Forgets what a session has seen. */
  forget(session: string): void {
    this.#sessions.delete(session)
  }

  dump(): ChaosDump {
    const { spec, key } = this
    const sessions = Array.from(this.#sessions.entries(), ([name, { count, same }]) => ({
      name,
      count,
      same: Array.from(same.entries(), ([fingerprint, { times }]) => [fingerprint, times] as const),
    }))
    return {
      written: spec.written,
      forMs: spec.forMs,
      key,
      twin: this.#twin,
      startedAt: this.#startedAt,
      isStopped: this.#isStopped,
      stoppedAt: this.#stoppedAt,
      sessions,
      count: this.count.dump(),
    }
  }

  /** It goes on where an equal one stood. */
  restore({ startedAt, isStopped, stoppedAt, sessions, count }: ChaosDump): void {
    this.#startedAt = startedAt
    this.#isStopped = isStopped
    this.#stoppedAt = stoppedAt
    this.#sessions.clear()
    for (const { name, count: seen, same } of sessions) {
      const times = new BoundedMap<number, { times: number }>(MOST_REQUESTS)
      for (const [fingerprint, often] of same) times.use(fingerprint, () => ({ times: often }))
      this.#sessions.use(name, () => ({ count: seen, same: times }))
    }
    this.count.restore(count)
  }

  #elapsed(at: number): number {
    this.start(at)
    // A clock that was set back does not undo the beginning.
    return Math.max(0, at - this.#startedAt!)
  }
}

/** Orders as running ones. Those that run already, by `key`, go on. */
export function started(
  specs: readonly ChaosSpec[],
  at: number | undefined,
  running: readonly RunningChaos[] = [],
): readonly RunningChaos[] {
  const known = new Map(running.map((chaos) => [chaos.key, chaos]))
  const twins = new Map<string, number>()
  return specs.map((spec) => {
    const text = canonicalJson(spec.written)
    const twin = twins.get(text) ?? 0
    twins.set(text, twin + 1)
    const fresh = new RunningChaos(spec, twin, at)
    const before = known.get(fresh.key)
    if (at !== undefined) before?.start(at)
    return before ?? fresh
  })
}
