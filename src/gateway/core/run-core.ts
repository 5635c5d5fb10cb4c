import type { Random } from '../../random/random.ts'
import type { Ask } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { Account } from './accounting.ts'
import { gatewayError, requestType } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallContext } from './call-context.ts'
import { callProvider } from '../upstream/call.ts'
import type { CallOutcome } from '../upstream/outcome.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { codecOf } from '../codec.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { AzureKey, ProviderConfig } from '../config/provider-config.ts'
import { allowsRequest } from '../config/custom-provider.ts'
import type { VirtualKey } from '../config/governance-config.ts'
import { CoreUpstreamRequest } from '../upstream/call-request.ts'
import { namesIn } from '../governance/named-list.ts'
import { chooseKeyFor } from './key-for-request.ts'
import type { NoKey } from './keys.ts'
import { refused } from '../errors/refusal-text.ts'
import type { GatewayProfile, KeyRules } from '../profiles/profile.ts'
import { withRetries } from './retries.ts'
import type { Tried } from './retries.ts'
import type { CoreRequest } from './core-request.ts'

export interface CoreResult {
  readonly outcome: CallOutcome
  /** Of the call that the outcome is of. */
  readonly context: CallContext
  /** Azure's headers of the last answer that arrived, whoever's error comes back. */
  readonly forwarded: HeaderList
}

/** The primary provider, then the fallbacks in order; when all fail, the error of the primary with the headers of the last. */
export function runCore(request: CoreRequest, gateway: Core): CoreResult {
  let forwarded: HeaderList = []
  let primary: Tried | undefined
  let startAt = 0
  for (const [index, target] of [request, ...request.fallbacks].entries()) {
    if (primary !== undefined && !gateway.config.providers.has(target.provider)) continue
    const result = tryProvider(request, target, index, gateway, startAt)
    forwarded = result.forwarded ?? forwarded
    if (result.outcome.kind !== 'error')
      return { outcome: result.outcome, context: result.context, forwarded }
    primary ??= result
    startAt = result.outcome.at
    if (!allowsFallbacks(result.outcome.error)) break
  }
  // The client gets the first error, but only once the last try is over.
  const { outcome, context } = primary!
  return { outcome: { ...outcome, at: startAt } as CallOutcome, context, forwarded }
}

/** The gateway at work on one request. */
export interface Core {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
  readonly ask: Ask
  readonly random: Random
  readonly account: Account
}

type Target = { readonly provider: string; readonly model: string }

/** `fallback`: which of the fallbacks the target is, from 1; 0: none of them. */
function tryProvider(
  request: CoreRequest,
  target: Target,
  fallback: number,
  gateway: Core,
  startAt: number,
): Tried {
  const isPrimary = fallback === 0
  const primary = { provider: request.provider, model: request.model, fallback }
  const { provider: name, model, stream } = { ...target, stream: request.stream }
  const context: CallContext = { provider: name, model, stream, ...(!isPrimary && { primary }) }
  const fail = (error: BifrostError): Tried => ({ outcome: { kind: 'error', at: startAt, error }, context })
  const invalid = invalidTarget(target, request.stream)
  if (invalid !== undefined) return fail(gatewayError(invalid.message, { ...invalid.options, context }))
  const provider = gateway.config.providers.get(target.provider)
  if (provider === undefined) return fail(repeating('failed to get config for provider: not found', context))
  const admission = gateway.account.admit(request.headers, target, startAt)
  if (!admission.ok) {
    return fail(refused(admission.refusal, context, gateway.profile.governance))
  }
  const { account, random } = gateway
  const asked = { provider: target.provider, model: target.model, stream: request.stream }
  const cached = account.cached(
    { value: () => request.body.upstream(target.model, request.stream), ...asked },
    request.headers,
    () => random.fork('cache'),
  )
  const hit = cached === undefined ? undefined : account.hit(cached, asked, startAt)
  if (hit !== undefined) return { outcome: hit, context }
  const tried = queued(request, target, provider, admission.key, context, gateway, startAt)
  return cached === undefined ? tried : { ...tried, outcome: account.keep(cached, tried.outcome) }
}

/** The request in the provider's queue, and what the worker makes of it. */
function queued(
  request: CoreRequest,
  target: Target,
  provider: ProviderConfig,
  virtualKey: VirtualKey | undefined,
  context: CallContext,
  gateway: Core,
  startAt: number,
): Tried {
  const beginAt = gateway.account.enter(target.provider, startAt)
  if (beginAt === undefined) {
    const told = gateway.profile.errors.dropStatus && { status: 429, errorType: 'request_dropped' }
    const error = gatewayError('request dropped: queue is full', { ...told, context })
    if (told) error.extra_fields.error_type = 'bifrost_dropped'
    return { outcome: { kind: 'error', at: startAt, error }, context }
  }
  const tried = withKey(request, target, provider, virtualKey, context, gateway, beginAt)
  gateway.account.leave(target.provider, tried.outcome)
  return tried
}

/** What a worker does with a request: it chooses a key, calls, and calls again. */
function withKey(
  request: CoreRequest,
  target: Target,
  provider: ProviderConfig,
  virtualKey: VirtualKey | undefined,
  context: CallContext,
  gateway: Core,
  startAt: number,
): Tried {
  const fail = (error: BifrostError): Tried => ({ outcome: { kind: 'error', at: startAt, error }, context })
  const granted = virtualKey?.providers.find((grant) => grant.provider === target.provider)?.keys
  const rules = gateway.profile.governance
  const allowed = granted === undefined ? 'any' : namesIn(granted[rules.grantedKeys], rules)
  const choice = chooseKeyFor(request, target, provider, allowed, gateway)
  if (!choice.ok) return fail(noKeyError(choice, context, gateway.profile.keys))
  const kind = requestType(request.stream)
  if (!allowsRequest(provider.custom, kind)) return fail(notSupported(kind, context))
  const { model } = target
  const path = provider.custom?.paths.get(kind)
  const tried = withRetries(choice, startAt, {
    model,
    provider,
    profile: gateway.profile,
    random: gateway.random,
    context,
    call: ({ key, deployment }, known, attempt, at) => {
      const settings = callSettings(request, { ...target, key }, provider, known, gateway)
      const call = { provider: target.provider, model, key, deployment: deployment ?? model, path }
      const asked = new CoreUpstreamRequest(request, call, attempt, patience(request, settings))
      return callProvider(asked, gateway.ask, settings, at)
    },
  })
  const deployment = tried.context.deployment ?? choice.deployment ?? model
  gateway.account.count({ provider: target.provider, model, deployment }, tried.outcome)
  const { outcome } = tried
  const unrouted = outcome.kind === 'error' && outcome.beforeKey === true
  return unrouted ? { ...tried, context } : tried
}

function noKeyError(choice: NoKey, context: CallContext, { noneServesKind }: KeyRules): BifrostError {
  const { message, cause } = choice
  const names = choice.unsupported === true && noneServesKind
  const error = gatewayError(message, {
    ...(cause && { cause: message }),
    ...(names && { errorType: 'no_key_supports_model' }),
    context,
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

function callSettings(
  request: CoreRequest,
  target: Target & { key: AzureKey },
  provider: ProviderConfig,
  context: CallContext,
  gateway: Core,
): CallSettings {
  const response = request.raw.answer ?? provider.sendBackRawResponse
  return {
    context,
    config: provider,
    timeoutMs: provider.timeoutMs ?? gateway.profile.errors.timeoutSeconds * 1000,
    profile: gateway.profile,
    codec: codecOf(gateway.profile),
    random: gateway.random,
    dateAt: (after) => gateway.account.dateAt(after),
    captureRaw: { request: request.raw.request ?? provider.sendBackRawRequest, response },
    passesRaw: response && request.passesRaw && target.provider === 'openai',
    connection: () => connectionOf(endpointOf(target, provider), gateway.random),
  }
}

/** Some lines bound the silences of a stream, not its length. */
function patience({ stream }: CoreRequest, { profile, timeoutMs }: CallSettings): number | undefined {
  return stream && profile.streams.idleSeconds !== 'whole' ? undefined : timeoutMs
}

/** Of other providers than these two the file must tell where they are. */
function endpointOf({ provider, key }: Target & { key: AzureKey }, { baseUrl }: ProviderConfig): string {
  if (provider === 'azure') return key.azure?.endpoint ?? ''
  if (baseUrl !== '') return baseUrl
  return provider === 'openai' ? 'https://api.openai.com' : `https://${provider}.example`
}

/** Both ends of the connection to an endpoint, as error texts name them; a host name stands for an address of the documentation range. */
function connectionOf(endpoint: string, random: Random) {
  const match = /^(https?):\/\/([^/:]+)(?::(\d+))?/.exec(endpoint)
  const host = match?.[2] ?? endpoint
  const port = match?.[3] ?? (match?.[1] === 'http' ? '80' : '443')
  const isAddress = /^[\d.]+$/.test(host)
  const localPort = random.fork('port').int(32768, 60999)
  return {
    host,
    remote: `${isAddress ? host : '203.0.113.10'}:${port}`,
    local: `${host.startsWith('127.') ? '127.0.0.1' : '172.17.0.2'}:${localPort}`,
  }
}

function invalidTarget(target: Target, stream: boolean) {
  const missing = target.provider === '' ? 'provider' : target.model === '' ? 'model' : undefined
  if (missing === undefined) return undefined
  return { message: `${missing} is required`, options: stream ? { status: 400 } : {} }
}

function allowsFallbacks(error: BifrostError): boolean {
  return error.error.type !== 'request_cancelled'
}

function repeating(message: string, context: CallContext): BifrostError {
  return gatewayError(message, { cause: message, context })
}
