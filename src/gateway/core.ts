import type { Dice } from '../dice.ts'
import type { HeaderMap } from '../request/header-map.ts'
import type { Ask, HeaderList } from '../upstream.ts'
import { gatewayError } from './bifrost-error.ts'
import type { BifrostError, CallContext } from './bifrost-error.ts'
import { callProvider } from './call.ts'
import type { CallOutcome, CallSettings } from './call.ts'
import { codecOf } from './codec.ts'
import type { AzureKey, GatewayConfig, ProviderConfig } from './config.ts'
import { CoreUpstreamRequest } from './core-upstream-request.ts'
import { chooseKeyFor } from './key-for-request.ts'
import { checkGovernance } from './governance.ts'
import type { ParsedBody } from './parsed-body.ts'
import type { GatewayProfile } from './profiles/profile.ts'
import { isRetried, retryDelay } from './retry.ts'

/** A parsed chat request on its way to a provider. */
export interface CoreRequest {
  readonly provider: string
  readonly model: string
  readonly fallbacks: readonly { readonly provider: string; readonly model: string }[]
  readonly stream: boolean
  readonly body: ParsedBody
  /** `extra_params` of the body, merged into what goes to Azure; absent unless the client asked for it. */
  readonly extraParams?: { readonly [key: string]: unknown }
  readonly headers: HeaderMap
  /** Raw answers were asked for, or come unasked on this route. */
  readonly wantsRaw: boolean
  /** The query of the URL. */
  readonly query: string
}

export interface CoreResult {
  readonly outcome: CallOutcome
  /** Azure's headers of the last answer that arrived, whoever's error comes back. */
  readonly forwarded: HeaderList
}

/** The primary provider, then the fallbacks in order; when all fail, the error of the primary with the headers of the last. */
export function runCore(
  request: CoreRequest,
  config: GatewayConfig,
  profile: GatewayProfile,
  ask: Ask,
  dice: Dice,
): CoreResult {
  let forwarded: HeaderList = []
  let primary: CallOutcome | undefined
  let startAt = 0
  for (const target of [request, ...request.fallbacks]) {
    if (primary !== undefined && !config.providers.has(target.provider)) continue
    const result = tryProvider(request, target, { config, profile, ask, dice }, startAt)
    forwarded = result.forwarded ?? forwarded
    if (result.outcome.kind !== 'error') return { outcome: result.outcome, forwarded }
    primary ??= result.outcome
    startAt = result.outcome.at
    if (!allowsFallbacks(result.outcome.error)) break
  }
  // The client gets the first error, but only once the last try is over.
  const error = primary as Extract<CallOutcome, { kind: 'error' }>
  return { outcome: { ...error, at: startAt }, forwarded }
}

interface Gateway {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
  readonly ask: Ask
  readonly dice: Dice
}

type Target = { readonly provider: string; readonly model: string }
type Tried = { readonly outcome: CallOutcome; readonly forwarded?: HeaderList }

function tryProvider(request: CoreRequest, target: Target, gateway: Gateway, startAt: number): Tried {
  const context: CallContext = {
    ...target,
    provider: target.provider,
    model: target.model,
    stream: request.stream,
  }
  const fail = (error: BifrostError): Tried => ({ outcome: { kind: 'error', at: startAt, error } })
  const invalid = invalidTarget(target, request.stream)
  if (invalid !== undefined) return fail(gatewayError(invalid.message, { ...invalid.options, context }))
  const provider = gateway.config.providers.get(target.provider)
  if (provider === undefined) return fail(repeating('failed to get config for provider: not found', context))
  const refusal = checkGovernance(
    request.headers,
    target.provider,
    target.model,
    gateway.config,
    gateway.profile.governance,
  )
  if (refusal !== undefined)
    return fail(gatewayError(refusal.message, { status: refusal.status, type: refusal.type, context }))
  const choice = chooseKeyFor(request, target, provider, gateway)
  if (!choice.ok)
    return fail(choice.cause ? repeating(choice.message, context) : gatewayError(choice.message, { context }))
  return callWithRetries(
    request,
    { ...target, key: choice.key, deployment: choice.deployment },
    provider,
    context,
    gateway,
    startAt,
  )
}

function callWithRetries(
  request: CoreRequest,
  target: Target & { key: AzureKey; deployment: string },
  provider: ProviderConfig,
  context: CallContext,
  gateway: Gateway,
  startAt: number,
): Tried {
  const settings = callSettings(request, target.key, provider, context, gateway)
  let at = startAt
  let forwarded: HeaderList | undefined
  for (let attempt = 1; ; attempt++) {
    const result = callProvider(new CoreUpstreamRequest(request, target, attempt), gateway.ask, settings, at)
    forwarded = result.forwarded ?? forwarded
    const { outcome } = result
    if (outcome.kind !== 'error' || attempt > provider.maxRetries || !isRetried(outcome.error)) {
      return { outcome, ...(forwarded === undefined ? {} : { forwarded }) }
    }
    at = outcome.at + retryDelay(attempt, provider, gateway.dice.fork(`retry ${attempt}`))
  }
}

function callSettings(
  request: CoreRequest,
  key: AzureKey,
  provider: ProviderConfig,
  context: CallContext,
  gateway: Gateway,
): CallSettings {
  return {
    context,
    config: provider,
    profile: gateway.profile,
    codec: codecOf(gateway.profile),
    dice: gateway.dice,
    captureRaw: {
      request: provider.sendBackRawRequest,
      response: provider.sendBackRawResponse || request.wantsRaw,
    },
    connection: () => connectionOf(key.azure?.endpoint ?? '', gateway.dice),
  }
}

/** Both ends of the connection to an endpoint, as error texts name them; a host name stands for an address of the documentation range. */
function connectionOf(endpoint: string, dice: Dice) {
  const match = /^(https?):\/\/([^/:]+)(?::(\d+))?/.exec(endpoint)
  const host = match?.[2] ?? endpoint
  const port = match?.[3] ?? (match?.[1] === 'http' ? '80' : '443')
  const isAddress = /^[\d.]+$/.test(host)
  const localPort = dice.fork('port').int(32768, 60999)
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
