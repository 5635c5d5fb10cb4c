import { canonicalJson } from '../../json/canonical.ts'
import type { ChatRequest } from '../../request/chat-request.ts'
import { holds } from '../../scenario/match/condition.ts'
import type { Probe } from '../../scenario/match/probe.ts'
import type { LimitSpec } from '../../scenario/limit.ts'
import type { HeaderList } from '../../message/headers.ts'
import { BoundedMap } from '../../values/bounded-map.ts'
import { headersOf, newCount, ownerOf, refusalOf, viewOf } from './count.ts'
import type { Count, CountView, Limit } from './count.ts'
import type { BucketDump } from './bucket.ts'
import type { Refusal } from './refusal.ts'

/** One call of the gateway. */
export interface LimitedCall {
  readonly probe: Probe
  /** What it counts for; worked out only where a limit counts tokens. */
  readonly tokens: () => number
  /** When it is made, and now; whole ms since 1970. */
  readonly at: number
  readonly clock: number
}

export interface Admission {
  /** `x-ratelimit-…` of the tightest limits; empty where none is for this call. */
  readonly headers: HeaderList
  /** Set when the call is refused: nothing was counted then. */
  readonly refused?: Refusal
  /** Nothing of it counts: the call never reached the deployment. */
  refund(): void
}

const MOST_COUNTS = 10_000

/** Limits that were given while the program runs, as they were written, and all counts, the one used longest ago first. */
export interface LimitsDump {
  readonly runtime: readonly LimitSpec['written'][]
  readonly counts: readonly {
    readonly key: string
    readonly limit: string
    readonly deployment: string
    readonly session: string
    readonly of: string | undefined
    readonly requests: BucketDump | undefined
    readonly tokens: BucketDump | undefined
  }[]
}

/** What the pretend deployments take in a minute: each limit has a count for each deployment, and for each key or session where it says so. */
export class RateLimits {
  #filed: readonly Limit[] = []
  #runtime: readonly Limit[] = []
  readonly #counts = new BoundedMap<string, Count>(MOST_COUNTS)

  /** Nothing is limited. */
  get isIdle(): boolean {
    return this.#filed.length + this.#runtime.length === 0
  }

  /** None but those of files. */
  get isIdleButForFiles(): boolean {
    return this.#runtime.length === 0
  }

  /** Whether any limit counts this call. */
  concerns(probe: Probe): boolean {
    return [...this.#filed, ...this.#runtime].some(({ spec }) =>
      spec.conditions.every((it) => holds(it, probe, undefined)),
    )
  }

  /** The limits of a new set of files; a limit that stood there before keeps its counts. */
  useFiled(specs: readonly LimitSpec[]): void {
    this.#filed = specs.map((spec) => limitOf(spec, 'file'))
    this.#dropUnknown()
  }

  /** Limits beside those of files, in place of those that were given before; `session`: of those for this session alone. */
  setRuntime(specs: readonly LimitSpec[], session?: string): void {
    const others =
      session === undefined ? [] : this.#runtime.filter(({ spec }) => spec.written['session'] !== session)
    this.#runtime = [...others, ...specs.map((spec) => limitOf(spec, 'request'))]
    this.#dropUnknown()
  }

  /** Everything is allowed again: for one session's own counts, or for all. */
  reset(session?: string): void {
    for (const [key, { limit, session: whose }] of this.#counts.entries())
      if (session === undefined || (limit.spec.per === 'session' && whose === session))
        this.#counts.delete(key)
  }

  /** Counts a call, or refuses it. */
  admit(call: LimitedCall): Admission {
    const { request } = call.probe
    const counts = [...this.#filed, ...this.#runtime]
      .filter(({ spec }) => spec.conditions.every((it) => holds(it, call.probe, undefined)))
      .map((limit) => this.#countOf(limit, request))
    const tokens = counts.some((count) => count.tokens !== undefined) ? call.tokens() : 0
    const refused = refusalOf(counts, tokens, call)
    if (refused === undefined)
      for (const count of counts) {
        count.requests?.take(1, call.at)
        count.tokens?.take(tokens, call.at)
      }
    const refund = () => {
      if (refused !== undefined) return
      for (const count of counts) {
        count.requests?.refund(1, call.at)
        count.tokens?.refund(tokens, call.at)
      }
    }
    const headers = headersOf(counts, call.at)
    return refused === undefined ? { headers, refund } : { headers, refund, refused }
  }

  /** For people and machines. `at`: ms since 1970. */
  view(at: number): readonly LimitView[] {
    const all = [...this.#counts.values()]
    return [...this.#filed, ...this.#runtime].map((limit) => ({
      by: limit.by,
      spec: limit.spec,
      counts: all.filter((count) => count.limit.key === limit.key).map((count) => viewOf(count, at)),
    }))
  }

  dump(): LimitsDump {
    const counts = Array.from(
      this.#counts.entries(),
      ([key, { limit, deployment, session, of, requests, tokens }]) => ({
        key,
        limit: limit.key,
        deployment,
        session,
        of,
        requests: requests?.dump(),
        tokens: tokens?.dump(),
      }),
    )
    return { runtime: this.#runtime.map(({ spec }) => spec.written), counts }
  }

  /** `runtime`: what the dump says was given. Counts of limits that do not stand here are left out. */
  restore({ counts }: LimitsDump, runtime: readonly LimitSpec[]): void {
    this.#runtime = runtime.map((spec) => limitOf(spec, 'request'))
    this.#counts.clear()
    const limits = new Map([...this.#filed, ...this.#runtime].map((limit) => [limit.key, limit]))
    for (const { key, limit: name, deployment, session, of, requests, tokens } of counts) {
      const limit = limits.get(name)
      if (limit === undefined) continue
      const count = newCount(limit, { deployment, session, of })
      if (requests !== undefined) count.requests?.restore(requests)
      if (tokens !== undefined) count.tokens?.restore(tokens)
      this.#counts.use(key, () => count)
    }
  }

  #countOf(limit: Limit, request: ChatRequest): Count {
    const of = ownerOf(limit.spec, request)
    const { azureDeployment: deployment, session } = request
    const key = JSON.stringify([limit.key, deployment, of ?? null])
    return this.#counts.use(key, () => newCount(limit, { deployment, session, of }))
  }

  #dropUnknown(): void {
    const keys = new Set([...this.#filed, ...this.#runtime].map(({ key }) => key))
    for (const [key, { limit }] of this.#counts.entries()) if (!keys.has(limit.key)) this.#counts.delete(key)
  }
}

export interface LimitView {
  readonly by: 'file' | 'request'
  readonly spec: LimitSpec
  readonly counts: readonly CountView[]
}

function limitOf(spec: LimitSpec, by: Limit['by']): Limit {
  return { spec, by, key: `${by} ${canonicalJson(spec.written)}` }
}
