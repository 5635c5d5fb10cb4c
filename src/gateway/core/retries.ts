import type { HeaderList } from '../../message/headers.ts'
import { gatewayError } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallContext } from './call-context.ts'
import type { CallOutcome, CallResult } from '../upstream/outcome.ts'
import type { AzureKey, ProviderConfig } from '../config/provider-config.ts'
import type { Random } from '../../random/random.ts'
import { keyFrom } from './keys.ts'
import type { ChosenKey } from './keys.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { isRateLimit, isRetried, refusesKey, retryDelay } from './retry.ts'

export interface Retrying {
  readonly model: string
  readonly provider: ProviderConfig
  readonly profile: GatewayProfile
  readonly random: Random
  /** Of the call, as far as it is known before a key is chosen. */
  readonly context: CallContext
  /** Makes the n-th call with a key, `at` ms after the exchange began. */
  readonly call: (choice: ChosenKey, context: CallContext, attempt: number, at: number) => CallResult
}

export interface Tried {
  readonly outcome: CallOutcome
  /** Of the last call. */
  readonly context: CallContext
  readonly forwarded?: HeaderList
}

/**
 * Azure's headers for the client after one more call. In a whole answer those of the call before stay where a failed one
 * brings none (retry-without-headers).
 */
export function forwardedAfter(
  {
    outcome,
    forwarded,
    context,
  }: Pick<Tried, 'outcome' | 'context'> & { readonly forwarded?: HeaderList | undefined },
  before: HeaderList | undefined,
): HeaderList | undefined {
  const leaves = outcome.kind === 'error' && !context.stream && forwarded?.length === 0
  return leaves ? before : (forwarded ?? before)
}

/** Calls, and calls again as long as it may help; which key a later call goes by depends on the line. */
export function withRetries(first: ChosenKey, startAt: number, retrying: Retrying): Tried {
  const { provider, profile, random } = retrying
  let keys: Keys | undefined
  let choice = first
  let at = startAt
  let forwarded: HeaderList | undefined
  for (let attempt = 1; ; attempt++) {
    const context = contextOf(choice, retrying.context)
    const result = retrying.call(choice, context, attempt, at)
    forwarded = forwardedAfter({ outcome: result.outcome, forwarded: result.forwarded, context }, forwarded)
    const { outcome } = result
    const end = (how: CallOutcome): Tried => ({
      outcome: how,
      context,
      ...(forwarded === undefined ? {} : { forwarded }),
    })
    if (outcome.kind !== 'error' || attempt > provider.maxRetries) return end(outcome)
    const { rotate } = profile.keys
    const refused = rotate === 'after rate limits and refusals' && refusesKey(outcome.error)
    if (!refused && !isRetried(outcome.error)) return end(outcome)
    if (rotate !== 'never') {
      keys ??= new Keys(first, retrying)
      const next = refused || isRateLimit(outcome.error) ? keys.after(choice, refused, attempt) : choice
      if (next === undefined) return end({ kind: 'error', at: outcome.at, error: keys.exhausted(context) })
      choice = next
    }
    at = outcome.at
    if (refused) continue
    const hint = profile.errors.tellsRetry ? outcome.error.extra_fields.retry_after_ms : undefined
    at += hint ?? retryDelay(attempt, provider, random.fork(`retry ${attempt}`))
  }
}

function contextOf({ key, deployment, alias }: ChosenKey, context: CallContext): CallContext {
  const { provider, model, stream, primary } = context
  return {
    provider,
    model,
    stream,
    primary,
    deployment: deployment ?? context.deployment,
    key: key.name,
    alias,
  }
}

/** The keys of one request: those that were refused are out, those that met a rate limit rest until all have. */
class Keys {
  readonly #first: ChosenKey
  readonly #retrying: Retrying
  readonly #dead = new Set<AzureKey>()
  readonly #rested = new Set<AzureKey>()

  constructor(first: ChosenKey, retrying: Retrying) {
    this.#first = first
    this.#retrying = retrying
  }

  /** The key for the next call; undefined: none is left. */
  after(choice: ChosenKey, refused: boolean, attempt: number): ChosenKey | undefined {
    const { key } = choice
    if (refused) this.#dead.add(key)
    else this.#rested.add(key)
    const pool = this.#first.pool ?? [this.#first.key]
    const alive = pool.filter((it) => !this.#dead.has(it))
    if (alive.length === 0) return undefined
    let left = alive.filter((it) => !this.#rested.has(it))
    if (left.length === 0) {
      this.#rested.clear()
      left = alive
    }
    const { model, profile, random, context } = this.#retrying
    const asked = { provider: context.provider, model }
    const next = keyFrom(left, pool, asked, profile.keys, () => random.fork(`key ${attempt + 1}`))
    return next.ok ? next : undefined
  }

  exhausted(context: CallContext): BifrostError {
    const whose = this.#first.pool === undefined ? '' : `: provider ${context.provider}`
    const type = 'upstream_credentials_exhausted'
    const error = gatewayError(
      `all configured keys returned permanent per-key errors (401/402/403)${whose}`,
      { status: 502, type, errorType: type, context },
    )
    error.extra_fields.error_type = 'provider_credentials_exhausted'
    return error
  }
}
