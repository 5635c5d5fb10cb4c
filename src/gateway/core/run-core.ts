import type { ModelTarget } from '../governance/scoped-limits.ts'
import type { Random } from '../../random/random.ts'
import type { Ask } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { Account } from './accounting.ts'
import { gatewayError, requestType } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallContext } from './call-context.ts'
import { callProvider } from '../upstream/call.ts'
import type { CallOutcome, CallResult } from '../upstream/outcome.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { codecOf } from '../codec.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { ProviderConfig } from '../config/provider-config.ts'
import { allowsRequest } from '../config/custom-provider.ts'
import type { VirtualKey } from '../config/governance-config.ts'
import { CoreUpstreamRequest } from '../upstream/call-request.ts'
import { namesIn } from '../governance/named-list.ts'
import { connectionOf, endpointOf } from './endpoint.ts'
import { chooseKeyFor } from './key-for-request.ts'
import type { ChosenKey, NoKey } from './keys.ts'
import { refused } from '../errors/refusal-text.ts'
import type { GatewayProfile, KeyRules } from '../profiles/profile.ts'
import { forwardedAfter, withRetries } from './retries.ts'
import type { Tried } from './retries.ts'
import type { CoreRequest } from './core-request.ts'

export interface CoreResult {
  readonly outcome: CallOutcome
  /** Of the call that the outcome is of. */
  readonly context: CallContext
  /** Azure's headers of the last answer that arrived, whoever's error comes back. */
  readonly forwarded: HeaderList
}

/** What a request needs on its way through the core. */
export interface CoreServices {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
  readonly ask: Ask
  readonly random: Random
  readonly account: Account
}

/** The primary provider, then the fallbacks in order; when all fail, the error of the primary with the headers of the last. */
export function runCore(request: CoreRequest, services: CoreServices): CoreResult {
  return new CoreRun(request, services).run()
}

/** A request at one of its providers. */
interface TargetCall {
  readonly target: ModelTarget
  readonly provider: ProviderConfig
  readonly virtualKey: VirtualKey | undefined
  readonly context: CallContext
}

/** One request in the core. */
class CoreRun {
  readonly #request: CoreRequest
  readonly #services: CoreServices

  constructor(request: CoreRequest, services: CoreServices) {
    this.#request = request
    this.#services = services
  }

  run(): CoreResult {
    const { fallbacks } = this.#request
    const primary = this.#try(this.#request, 0, 0)
    let { forwarded = NO_HEADERS } = primary
    let last = primary
    for (let index = 0; ; index++) {
      const { outcome, context } = last
      if (outcome.kind !== 'error') return { outcome, context, forwarded }
      const isAsked = missingPart(this.#request) === undefined && allowsFallbacks(outcome.error)
      const fallback = isAsked ? fallbacks[index] : undefined
      // The client gets the first error, but only once the last try is over.
      if (fallback === undefined)
        return {
          outcome: Object.assign({}, primary.outcome, { at: outcome.at }) as CallOutcome,
          context: primary.context,
          forwarded,
        }
      if (!this.#services.config.providers.has(fallback.provider)) continue
      last = this.#try(fallback, index + 1, outcome.at)
      forwarded = forwardedAfter(last, forwarded) ?? forwarded
    }
  }

  /** `fallback`: which of the fallbacks the target is, from 1; 0: none of them. */
  #try(target: ModelTarget, fallback: number, startAt: number): Tried {
    const { config, profile, account, random } = this.#services
    const { headers, body, stream } = this.#request
    const { provider: name, model } = target
    const context = this.#contextOf(target, fallback)
    const fail = (error: BifrostError): Tried => ({ outcome: { kind: 'error', at: startAt, error }, context })
    const missing = missingPart(target)
    if (missing !== undefined)
      return fail(gatewayError(`${missing} is required`, { context, ...(stream && { status: 400 }) }))
    const provider = config.providers.get(name)
    if (provider === undefined)
      return fail(repeating('failed to get config for provider: not found', context))
    const admission = account.admit(headers, target, startAt)
    if (!admission.ok) return fail(refused(admission.refusal, context, profile.governance))
    const call = { target, provider, virtualKey: admission.key, context }
    if (config.cache === undefined) return this.#enqueue(call, startAt)
    const asked = { provider: name, model, stream, value: () => body.upstream(model, stream) }
    const cached = account.cached(asked, headers, () => random.fork('cache'))
    const hit = cached === undefined ? undefined : account.hit(cached, target, startAt)
    if (hit !== undefined) return { outcome: hit, context }
    const tried = this.#enqueue(call, startAt)
    if (cached === undefined) return tried
    const { outcome, ...rest } = tried
    return { outcome: account.keep(cached, outcome), ...rest }
  }

  #contextOf({ provider, model }: ModelTarget, fallback: number): CallContext {
    const { stream } = this.#request
    if (fallback === 0) return { provider, model, stream }
    const primary = { provider: this.#request.provider, model: this.#request.model, fallback }
    return { provider, model, stream, primary }
  }

  /** The request in the provider's queue, and what the worker makes of it. */
  #enqueue(call: TargetCall, startAt: number): Tried {
    const { account, profile } = this.#services
    const { target, context } = call
    const beginAt = account.enter(target.provider, startAt)
    if (beginAt === undefined) {
      const told = profile.errors.dropStatus && { status: 429, errorType: 'request_dropped' }
      const error = gatewayError('request dropped: queue is full', { context, ...told })
      if (told) error.extra_fields.error_type = 'bifrost_dropped'
      return { outcome: { kind: 'error', at: startAt, error }, context }
    }
    if (beginAt === Infinity) return { outcome: { kind: 'silence', at: startAt }, context }
    const tried = this.#work(call, beginAt)
    account.leave(target.provider, tried.outcome)
    return tried
  }

  /** What a worker does with a request: it chooses a key, calls, and calls again. */
  #work(call: TargetCall, startAt: number): Tried {
    const { profile, random, account } = this.#services
    const { target, provider, virtualKey, context } = call
    const { model } = target
    const fail = (error: BifrostError): Tried => ({ outcome: { kind: 'error', at: startAt, error }, context })
    const granted = virtualKey?.providers.find((grant) => grant.provider === target.provider)?.keys
    const rules = profile.governance
    const allowed = granted === undefined ? 'any' : namesIn(granted[rules.grantedKeys], rules)
    const choice = chooseKeyFor(this.#request, target, provider, allowed, this.#services)
    if (!choice.ok) return fail(noKeyError(choice, context, profile.keys))
    const kind = requestType(this.#request.stream)
    if (!allowsRequest(provider.custom, kind)) return fail(notSupported(kind, context))
    const path = provider.custom?.paths.get(kind)
    const tried = withRetries(choice, startAt, {
      model,
      provider,
      profile,
      random,
      context,
      call: (chosen, known, attempt, at) => this.#call(call, chosen, path, known, attempt, at),
    })
    const deployment = tried.context.deployment ?? choice.deployment ?? model
    account.count({ provider: target.provider, model, deployment }, tried.outcome)
    const { outcome } = tried
    const unrouted = outcome.kind === 'error' && outcome.beforeKey === true
    return unrouted ? Object.assign({}, tried, { context }) : tried
  }

  #call(
    { target: { provider, model }, provider: config }: TargetCall,
    { key, deployment }: ChosenKey,
    path: string | undefined,
    context: CallContext,
    attempt: number,
    at: number,
  ): CallResult {
    const { profile, random, account, ask } = this.#services
    const { raw, passesRaw } = this.#request
    const response = raw.answer ?? config.sendBackRawResponse
    const upstream = { provider, model, key, deployment: deployment ?? model, path }
    const settings: CallSettings = {
      context,
      config,
      timeoutMs: config.timeoutMs ?? profile.errors.timeoutSeconds * 1000,
      profile,
      codec: codecOf(profile),
      random,
      dateAt: (after) => account.dateAt(after),
      captureRaw: { request: raw.request ?? config.sendBackRawRequest, response },
      passesRaw: response && passesRaw && provider === 'openai',
      connection: () => connectionOf(endpointOf(provider, key, config), random),
    }
    const asked = new CoreUpstreamRequest(this.#request, upstream, attempt, patience(this.#request, settings))
    const { refusal } = asked
    return refusal === undefined ? callProvider(asked, ask, settings, at) : cannotAsk(refusal, context, at)
  }
}

/** Some lines bound the silences of a stream, not its length. */
function patience({ stream }: CoreRequest, { profile, timeoutMs }: CallSettings): number | undefined {
  return stream && profile.streams.idleSeconds !== 'whole' ? undefined : timeoutMs
}

const NO_HEADERS: HeaderList = []

/** The provider would be asked in another form, and the request does not fit into it. */
function cannotAsk(cause: string, context: CallContext, at: number): CallResult {
  const message = 'failed to convert bifrost request to the expected provider request body'
  return { outcome: { kind: 'error', at, error: gatewayError(message, { cause, bifrost: true, context }) } }
}

function noKeyError(choice: NoKey, context: CallContext, { noneServesKind }: KeyRules): BifrostError {
  const { message, cause } = choice
  const names = choice.unsupported === true && noneServesKind
  const error = gatewayError(message, {
    context,
    ...(cause && { cause: message }),
    ...(names && { errorType: 'no_key_supports_model' }),
  })
  if (names) error.extra_fields.error_type = 'caller_model_not_available'
  return error
}

/** A kind of request that the configuration takes from a provider with a name of its own. */
function notSupported(kind: string, context: CallContext): BifrostError {
  const error = gatewayError(`${kind} is not supported by ${context.provider} provider`, { context })
  error.error.code = 'unsupported_operation'
  return error
}

function missingPart({ provider, model }: ModelTarget): string | undefined {
  return provider === '' ? 'provider' : model === '' ? 'model' : undefined
}

function allowsFallbacks(error: BifrostError): boolean {
  return error.error.type !== 'request_cancelled'
}

function repeating(message: string, context: CallContext): BifrostError {
  return gatewayError(message, { cause: message, context })
}
