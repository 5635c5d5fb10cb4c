import type { Random } from '../../random/random.ts'
import type { HeaderMap } from '../../message/header-map.ts'
import type { GatewayConfig } from '../config/config.ts'
import { DEFAULT_API_VERSION } from '../config/provider-config.ts'
import type { AzureKey, ProviderConfig } from '../config/provider-config.ts'
import { bearerKey, prefixed } from '../governance/presented-key.ts'
import type { PinnedKey } from '../config/routing-rules.ts'
import type { CoreRequest } from './core-request.ts'
import { chooseKey } from './keys.ts'
import type { KeyChoice, WantedKey } from './keys.ts'
import type { ModelTarget } from '../governance/scoped-limits.ts'
import type { GatewayProfile } from '../profiles/profile.ts'

interface Gateway {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
  readonly random: Random
}

/** The key for a request: one that it brings with it, the stored one that it names, or any that fits; stored ones only among those `allowed`. */
export function chooseKeyFor(
  request: CoreRequest,
  target: ModelTarget,
  provider: ProviderConfig,
  allowed: readonly string[] | 'any',
  { config, profile, random }: Gateway,
): KeyChoice {
  if (bringsKey(request.headers, config, profile)) return broughtKey(request, target, profile)
  if (provider.custom?.isKeyless === true) return { ok: true, key: NO_KEY, pool: undefined }
  const pinned = target === request ? request.pinned : undefined
  const wanted = wantedKey(request.headers, pinned, target, profile)
  const { keys } = profile
  return chooseKey(target.provider, provider, target.model, wanted, allowed, keys, () => random.fork('key'))
}

/** Any value of these headers is a key where direct keys are allowed, but a virtual key, in `Authorization` behind `Bearer`. */
function bringsKey(
  headers: HeaderMap,
  { allowDirectKeys }: GatewayConfig,
  { requests }: GatewayProfile,
): boolean {
  if (!allowDirectKeys || requests.directKey === 'ignored') return false
  return directKey(headers) !== undefined || asksEndpoint(headers)
}

function directKey(headers: HeaderMap): string | undefined {
  const authorization = headers.get('authorization') ?? ''
  if (authorization !== '' && bearerKey(authorization) === undefined)
    return authorization.replace(/^bearer ?/i, '')
  return ['x-api-key', 'x-goog-api-key']
    .map((name) => headers.get(name) ?? '')
    .find((value) => value !== '' && prefixed(value) === undefined)
}

/** A virtual key is no direct key; with an endpoint beside it it is used there all the same. */
function asksEndpoint(headers: HeaderMap): boolean {
  return endpointOf(headers) !== '' && bearerKey(headers.get('authorization') ?? '') !== undefined
}

function endpointOf(headers: HeaderMap): string {
  return headers.get('x-bf-azure-endpoint') ?? ''
}

/** A key for Azure sent by the client needs an endpoint to go with it; later lines lose that on the way (direct-endpoint). */
function broughtKey(
  { headers, query }: CoreRequest,
  { provider, model }: ModelTarget,
  { requests }: GatewayProfile,
): KeyChoice {
  const direct = directKey(headers)
  const value = direct ?? bearerKey(headers.get('authorization') ?? '') ?? ''
  if (provider !== 'azure') return { ok: true, key: { ...BROUGHT, value, azure: undefined }, pool: undefined }
  const endpoint = endpointOf(headers)
  const isAsked = requests.directKey === 'works' || headers.get('x-bf-direct-key') === 'true'
  const isLost = direct !== undefined && (requests.directKey === 'broken' || !isAsked)
  if (isLost || endpoint === '' || value === '')
    return { ok: false, message: 'azure key config not set', cause: false }
  const apiVersion = new URLSearchParams(query).get('api-version') ?? ''
  const key: AzureKey = {
    ...BROUGHT,
    value,
    azure: { endpoint, apiVersion: apiVersion === '' ? DEFAULT_API_VERSION : apiVersion, deployments: 'any' },
  }
  return { ok: true, key, deployment: model, pool: undefined }
}

const BROUGHT: Omit<AzureKey, 'value' | 'azure'> = {
  name: '',
  id: 'header-provided',
  weight: 1,
  models: 'any',
  blacklist: [],
  isEnabled: true,
  aliases: new Map(),
}
/** What a provider is called with that wants no key. */
const NO_KEY: AzureKey = { ...BROUGHT, id: '', value: '', azure: undefined }

function wantedKey(
  headers: HeaderMap,
  pinned: PinnedKey | undefined,
  { provider, model }: ModelTarget,
  { errors }: GatewayProfile,
): WantedKey | undefined {
  const id = headers.get('x-bf-api-key-id')?.trim()
  const name = headers.get('x-bf-api-key')?.trim()
  const by = id ? 'id' : name ? 'name' : pinned?.by
  const value = id || name || pinned?.value
  if (by === undefined || !value) return undefined
  const what = `key found with ${by} ${JSON.stringify(value)} for provider: ${provider}`
  const unknown = errors.unknownKeyNamesModel ? `no supported ${what} and model: ${model}` : `no ${what}`
  return { by, value, unknown }
}
