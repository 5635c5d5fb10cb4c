import { hash32 } from '../../random/random.ts'
import type { ChatRequest } from '../../request/chat-request.ts'
import type { LimitSpec } from '../../scenario/limit.ts'
import type { HeaderList } from '../../message/headers.ts'
import { Bucket } from './bucket.ts'
import { NEVER_MS } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** One count: of a deployment, or of one client at it. */
export interface Count {
  readonly limit: Limit
  readonly deployment: string
  readonly session: string
  /** Whose it is, where not everybody's; a key is told by its hash alone. */
  readonly of?: string
  readonly requests?: Bucket
  readonly tokens?: Bucket
}

/** A limit; `key` tells it from others. */
export interface Limit {
  readonly key: string
  readonly spec: LimitSpec
  readonly by: 'file' | 'request'
}

const MINUTE = 60_000

export function newCount(
  limit: Limit,
  { deployment, session, of }: { deployment: string; session: string; of: string | undefined },
): Count {
  const { requestsPerMinute, tokensPerMinute, requestWindowMs } = limit.spec
  return {
    limit,
    deployment,
    session,
    ...(of === undefined ? {} : { of }),
    ...(requestsPerMinute === undefined ? {} : { requests: new Bucket(requestsPerMinute, requestWindowMs) }),
    ...(tokensPerMinute === undefined ? {} : { tokens: new Bucket(tokensPerMinute, MINUTE) }),
  }
}

/** Whose count a request is on; undefined: everybody's. */
export function ownerOf({ per }: LimitSpec, { session, headers }: ChatRequest): string | undefined {
  if (per === 'deployment') return undefined
  if (per === 'session') return session
  const key =
    headers['x-bf-vk'] ?? headers['authorization'] ?? headers['api-key'] ?? headers['x-api-key'] ?? ''
  return key === '' ? 'no key' : `key ${hash32(key).toString(16).padStart(8, '0')}`
}

/** Which count has no room for a request of so many tokens, and for how long; of several the longest. */
export function refusalOf(
  counts: readonly Count[],
  tokens: number,
  { at, clock }: { readonly at: number; readonly clock: number },
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

/** Azure's headers about the tightest of some counts. */
export function headersOf(counts: readonly Count[], at: number): HeaderList {
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

export function viewOf({ deployment, of, requests, tokens }: Count, at: number): CountView {
  return {
    deployment,
    ...(of === undefined ? {} : { of }),
    ...(requests === undefined ? {} : { remainingRequests: requests.left(at) }),
    ...(tokens === undefined ? {} : { remainingTokens: tokens.left(at) }),
    fullInMs: Math.max(requests?.fullIn(at) ?? 0, tokens?.fullIn(at) ?? 0),
  }
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
