import { hash32 } from '../../dice.ts'
import { canonicalJson } from '../../request/canonical-json.ts'
import type { ChatRequest } from '../../request/chat-request.ts'
import { holds } from '../../scenario/match/condition.ts'
import type { Probe } from '../../scenario/match/probe.ts'
import type { LimitSpec } from '../../scenario/limit.ts'
import type { HeaderList } from '../../upstream.ts'
import { Bucket } from './bucket.ts'
import { NEVER_MS } from './refusal.ts'
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
  /** A limit is for this call. */
  readonly touched: boolean
  /** `x-ratelimit-…` of the tightest limits; empty where none is for this call. */
  readonly headers: HeaderList
  /** Set when the call is refused: nothing was counted then. */
  readonly refused?: Refusal
}

/** One count: of a deployment, or of one client at it. */
interface Count {
  readonly limit: Limit
  readonly deployment: string
  readonly session: string
  /** Whose it is, where not everybody's; a key is told by its hash alone. */
  readonly of?: string
  readonly requests?: Bucket
  readonly tokens?: Bucket
}

interface Limit {
  readonly key: string
  readonly spec: LimitSpec
  readonly by: 'file' | 'request'
}

const MOST_COUNTS = 10_000

/** What the pretend deployments take in a minute: each limit has a count for each deployment, and for each key or session where it says so. */
export class RateLimits {
  /** Grows with every change of the limits: what did not touch a call then may touch it now. */
  generation = 0
  #filed: readonly Limit[] = []
  #runtime: readonly Limit[] = []
  readonly #counts = new Map<string, Count>()

  /** Nothing is limited. */
  get isIdle(): boolean {
    return this.#filed.length + this.#runtime.length === 0
  }

  /** The limits of a new set of files; a limit that stood there before keeps its counts. */
  useFiled(specs: readonly LimitSpec[]): void {
    this.generation++
    this.#filed = specs.map((spec) => limitOf(spec, 'file'))
    this.#dropStrangers()
  }

  /** Limits beside those of files, in place of those that were given before. */
  setRuntime(specs: readonly LimitSpec[]): void {
    this.generation++
    this.#runtime = specs.map((spec) => limitOf(spec, 'request'))
    this.#dropStrangers()
  }

  /** Everything is allowed again: for one session's own counts, or for all. */
  reset(session?: string): void {
    for (const [key, { limit, session: whose }] of this.#counts)
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
    const told = { touched: counts.length > 0, headers: headersOf(counts, call.at) }
    return refused === undefined ? told : { ...told, refused }
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

  #countOf(limit: Limit, request: ChatRequest): Count {
    const of = ownerOf(limit.spec, request)
    const { azureDeployment: deployment, session } = request
    const key = JSON.stringify([limit.key, deployment, of ?? null])
    let count = this.#counts.get(key)
    if (count === undefined) {
      const { requestsPerMinute, tokensPerMinute, requestWindowMs } = limit.spec
      count = {
        limit,
        deployment,
        session,
        ...(of === undefined ? {} : { of }),
        ...(requestsPerMinute === undefined
          ? {}
          : { requests: new Bucket(requestsPerMinute, requestWindowMs) }),
        ...(tokensPerMinute === undefined ? {} : { tokens: new Bucket(tokensPerMinute, MINUTE) }),
      }
      const [oldest] = this.#counts.keys()
      if (this.#counts.size >= MOST_COUNTS && oldest !== undefined) this.#counts.delete(oldest)
    }
    // The one that was used last stands last.
    this.#counts.delete(key)
    this.#counts.set(key, count)
    return count
  }

  #dropStrangers(): void {
    const keys = new Set([...this.#filed, ...this.#runtime].map(({ key }) => key))
    for (const [key, { limit }] of this.#counts) if (!keys.has(limit.key)) this.#counts.delete(key)
  }
}

const MINUTE = 60_000

export interface LimitView {
  readonly by: 'file' | 'request'
  readonly spec: LimitSpec
  readonly counts: readonly CountView[]
}

export interface CountView {
  readonly deployment: string
  /** Whose count it is, where not everybody's. */
  readonly of?: string
  readonly remainingRequests?: number
  readonly remainingTokens?: number
  /** Milliseconds until nothing of it is used any more. */
  readonly fullInMs: number
}

function limitOf(spec: LimitSpec, by: Limit['by']): Limit {
  return { spec, by, key: `${by} ${canonicalJson(spec.written)}` }
}

function ownerOf({ per }: LimitSpec, { session, headers }: ChatRequest): string | undefined {
  if (per === 'deployment') return undefined
  if (per === 'session') return session
  const key =
    headers['x-bf-vk'] ?? headers['authorization'] ?? headers['api-key'] ?? headers['x-api-key'] ?? ''
  return key === '' ? 'no key' : `key ${hash32(key).toString(16).padStart(8, '0')}`
}

function refusalOf(
  counts: readonly Count[],
  tokens: number,
  { at, clock }: LimitedCall,
): Refusal | undefined {
  let refused: Refusal | undefined
  const look = (by: Refusal['by'], amount: number, bucket: Bucket | undefined) => {
    const waitMs = Math.min(NEVER_MS, bucket?.room(amount, at, clock).waitMs ?? 0)
    if (waitMs > (refused?.retryAfterMs ?? 0)) refused = { by, retryAfterMs: waitMs }
  }
  for (const count of counts) {
    look('requests', 1, count.requests)
    look('tokens', tokens, count.tokens)
  }
  return refused
}

function headersOf(counts: readonly Count[], at: number): HeaderList {
  const headers: [string, string][] = []
  for (const what of ['requests', 'tokens'] as const) {
    const buckets = counts.flatMap((count) => count[what] ?? [])
    const [tightest] = buckets.sort((a, b) => a.left(at) - b.left(at))
    if (tightest === undefined) continue
    headers.push([`x-ratelimit-limit-${what}`, String(tightest.perMinute)])
    headers.push([`x-ratelimit-remaining-${what}`, String(tightest.left(at))])
  }
  return headers
}

function viewOf({ deployment, of, requests, tokens }: Count, at: number): CountView {
  return {
    deployment,
    ...(of === undefined ? {} : { of }),
    ...(requests === undefined ? {} : { remainingRequests: requests.left(at) }),
    ...(tokens === undefined ? {} : { remainingTokens: tokens.left(at) }),
    fullInMs: Math.max(requests?.fullIn(at) ?? 0, tokens?.fullIn(at) ?? 0),
  }
}
