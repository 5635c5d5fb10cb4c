/**
 * The real gateway's configuration, as far as the chat route depends on it: what `--bifrost-config` points at,
 * read into plain values, or the defaults of an emulator without such a file: any deployment exists.
 */

import { readCache } from './cache-config.ts'
import type { CacheConfig } from './cache-config.ts'
import type { ReadingLine } from './check-config.ts'
import { STANDARD_PROVIDERS } from './custom-provider.ts'
import { readGovernance } from './governance-config.ts'
import type { GovernanceConfig } from './governance-config.ts'
import { number, object, strings } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { DATASHEET_MODELS, knownModels } from './known-models.ts'
import type { KnownModels } from './known-models.ts'
import { LIST_PRICES } from './list-prices.ts'
import type { PriceTable } from './price-table.ts'
import { DEFAULT_API_VERSION, readProvider, readProviders } from './provider-config.ts'
import type { AzureKey, ProviderConfig } from './provider-config.ts'
import { secret } from './secret.ts'
import type { Environment } from './secret.ts'

export interface GatewayConfig {
  readonly providers: ReadonlyMap<string, ProviderConfig>
  /** What counts as a provider's name before a slash: those that the gateway brings along, and those of the file. */
  readonly providerNames: ReadonlySet<string>
  /** Of the provider azure; `'any'`: all. What other providers have, nobody knows here. */
  readonly knownModels: KnownModels | 'any'
  readonly allowedOrigins: readonly string[]
  /** What a browser may send beside the gateway's own list; `'requested'`: all that it asks for. */
  readonly allowedHeaders: readonly string[] | 'requested'
  readonly maxBodyBytes: number
  readonly enableGovernance: boolean
  /** The two switches that make virtual keys mandatory; a release knows one of them. */
  readonly mandatoryKeys: Readonly<Record<'enforce_auth_on_inference' | 'enforce_governance_header', boolean>>
  readonly allowDirectKeys: boolean
  /** A request may say whether it wants raw answers, on lines that ask for leave. */
  readonly allowRawOverride: boolean
  /** That of the file's own form; 0: the file does not say. */
  readonly version: number
  readonly requiredHeaders: readonly string[]
  /** A request that finds the queue full is dropped; else it waits. */
  readonly dropExcessRequests: boolean
  readonly governance: GovernanceConfig
  /** So many rules of a chain are followed at most. */
  readonly routingDepth: number
  readonly prices: PriceTable
  /** Undefined: answers are not kept. */
  readonly cache: CacheConfig | undefined
  /** Login on inference: `undefined` when none is wanted. */
  readonly login: { readonly user: string; readonly password: string } | undefined
  /** Parts of the file that the emulator does not act on, for one notice at start: whoever checks the file fills it in. */
  readonly ignored: readonly string[]
}

const MIB = 1024 * 1024

/** The gateway without a configuration file: azure answers for any deployment. */
export function defaultGatewayConfig(): GatewayConfig {
  const azure: AzureKey = {
    name: 'emulator',
    id: 'emulator',
    value: 'emulator-key',
    weight: 1,
    models: 'any',
    blacklist: [],
    isEnabled: true,
    aliases: new Map(),
    azure: {
      endpoint: 'https://emulator.openai.azure.com',
      apiVersion: DEFAULT_API_VERSION,
      deployments: 'any',
    },
  }
  return {
    ...readGatewayConfig({}),
    allowedHeaders: 'requested',
    providers: new Map([['azure', { ...readProvider({}, {}), keys: [azure] }]]),
    knownModels: 'any',
  }
}

/** What a configuration goes by that does not stand in its file. */
export interface ConfigSurroundings {
  /** For `env.NAME` in the file. */
  readonly environment?: Environment
  /** Azure's list prices unless given. */
  readonly prices?: PriceTable | undefined
  /** The releases that will read it; none: what only some of them refuse is not looked at. */
  readonly lines?: readonly ReadingLine[] | undefined
}

/** Reads a parsed `config.json`; unknown parts are ignored as the gateway ignores them. */
export function readGatewayConfig(file: JsonObject, surroundings: ConfigSurroundings = {}): GatewayConfig {
  const { environment = {}, prices = LIST_PRICES } = surroundings
  const client = object(file['client'])
  const governance = object(file['governance'])
  const auth = object(governance['auth_config'] ?? file['auth_config'])
  const providers = readProviders(object(file['providers']), environment)
  return {
    providers,
    providerNames: new Set([...STANDARD_PROVIDERS, ...providers.keys()]),
    knownModels: knownModels(providers.get('azure')?.keys ?? [], datasheetModels(surroundings.prices)),
    allowedOrigins: 'allowed_origins' in client ? strings(client['allowed_origins']) : ['*'],
    allowedHeaders: strings(client['allowed_headers']),
    maxBodyBytes: number(client['max_request_body_size_mb'], 100) * MIB,
    enableGovernance: client['enable_governance'] === true,
    mandatoryKeys: {
      enforce_auth_on_inference: client['enforce_auth_on_inference'] === true,
      enforce_governance_header: client['enforce_governance_header'] === true,
    },
    allowDirectKeys: client['allow_direct_keys'] === true,
    allowRawOverride: client['allow_per_request_raw_override'] === true,
    version: number(file['version'], 0),
    requiredHeaders: strings(client['required_headers']),
    dropExcessRequests: client['drop_excess_requests'] === true,
    governance: readGovernance(governance, environment),
    routingDepth: number(client['routing_chain_max_depth'], 10),
    prices,
    cache: readCache(file),
    login:
      auth['is_enabled'] === true && auth['disable_auth_on_inference'] !== true
        ? {
            user: secret(auth['admin_username'], environment),
            password: secret(auth['admin_password'], environment),
          }
        : undefined,
    ignored: [],
  }
}

/** What a datasheet has for Azure; without one of the user's it is the gateway's own. */
function datasheetModels(prices: PriceTable | undefined): readonly string[] {
  if (prices === undefined) return DATASHEET_MODELS
  return [...prices.keys()].flatMap((key) => (key.startsWith('azure/') ? [key.slice('azure/'.length)] : []))
}
