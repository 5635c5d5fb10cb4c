/**
 * The real gateway's configuration, as far as the chat route depends on it: what `--bifrost-config` points at,
 * read into plain values, or the defaults of an emulator without such a file: any deployment exists.
 */

import { readCache } from './cache-config.ts'
import type { CacheConfig } from './cache-config.ts'
import { readGovernance } from './governance-config.ts'
import type { GovernanceConfig } from './governance-config.ts'
import { list, number, object, strings, text } from './json.ts'
import type { Json } from './json.ts'
import { LIST_PRICES } from './list-prices.ts'
import type { PriceTable } from './price-table.ts'
import { durationMs } from './reset-window.ts'
import { secret } from './secret.ts'
import type { Environment } from './secret.ts'
import type { Workers } from '../core/worker-queue.ts'

export interface AzureKey {
  readonly name: string
  readonly id: string
  readonly value: string
  readonly weight: number
  /** Models the key may serve, as the file lists them; what an empty list means depends on the line. `'any'`: all, on every line. */
  readonly models: readonly string[] | 'any'
  /** Models that it does not serve, whatever else is said. */
  readonly blacklist: readonly string[]
  /** False: it serves nothing. */
  readonly isEnabled: boolean
  /** Model → what it stands for, on lines that know aliases. */
  readonly aliases: ReadonlyMap<string, Alias>
  /** Absent when the key has no `azure_key_config`. */
  readonly azure: AzureKeyConfig | undefined
}

/** What a key has in the place of a model; named as on the wire. */
export interface Alias {
  readonly model_id: string
  readonly model_name?: string
  readonly model_family?: string
}

export interface AzureKeyConfig {
  readonly endpoint: string
  readonly apiVersion: string
  /** Model → Azure deployment. `undefined`: the key has no map. `'any'`: every model is its own deployment. */
  readonly deployments: ReadonlyMap<string, string> | 'any' | undefined
}

export interface ProviderConfig {
  readonly keys: readonly AzureKey[]
  /** Where the provider is, if the file says so; '' else. Azure's keys have endpoints of their own. */
  readonly baseUrl: string
  /** Undefined: the file does not say, and the line has a default. */
  readonly timeoutMs: number | undefined
  /** Between two pieces of a stream; undefined as above. */
  readonly idleTimeoutMs: number | undefined
  readonly maxRetries: number
  readonly backoffInitialMs: number
  readonly backoffMaxMs: number
  readonly allowPrivateNetwork: boolean
  readonly sendBackRawRequest: boolean
  readonly sendBackRawResponse: boolean
  /** Undefined: as many as there are requests. */
  readonly workers: Workers | undefined
}

export interface GatewayConfig {
  readonly providers: ReadonlyMap<string, ProviderConfig>
  readonly allowedOrigins: readonly string[]
  readonly allowedHeaders: readonly string[]
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
  readonly prices: PriceTable
  /** Undefined: answers are not kept. */
  readonly cache: CacheConfig | undefined
  /** Login on inference: `undefined` when none is wanted. */
  readonly login: { readonly user: string; readonly password: string } | undefined
  /** Parts of the file that the emulator does not act on, for one notice at start: whoever checks the file fills it in. */
  readonly ignored: readonly string[]
}

const DEFAULT_API_VERSION = '2024-10-21'
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
    providers: new Map([['azure', { ...readProvider({}, {}), keys: [azure] }]]),
  }
}

/** What a configuration goes by that does not stand in its file. */
export interface ConfigSurroundings {
  /** For `env.NAME` in the file. */
  readonly environment?: Environment
  /** Azure's list prices unless given. */
  readonly prices?: PriceTable | undefined
}

/** Reads a parsed `config.json`; unknown parts are ignored as the gateway ignores them. */
export function readGatewayConfig(file: Json, surroundings: ConfigSurroundings = {}): GatewayConfig {
  const { environment = {}, prices = LIST_PRICES } = surroundings
  const client = object(file['client'])
  const governance = object(file['governance'])
  const auth = object(governance['auth_config'] ?? file['auth_config'])
  return {
    providers: new Map(
      Object.entries(object(file['providers'])).map(([name, it]) => [
        name,
        readProvider(object(it), environment),
      ]),
    ),
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

function readProvider(it: Json, environment: Environment): ProviderConfig {
  const network = object(it['network_config'])
  return {
    keys: list(it['keys']).map((key) => readKey(key, environment)),
    baseUrl: secret(network['base_url'], environment),
    timeoutMs: seconds(network['default_request_timeout_in_seconds']),
    idleTimeoutMs: seconds(network['stream_idle_timeout_in_seconds']),
    maxRetries: number(network['max_retries'], 0),
    backoffInitialMs: milliseconds(network['retry_backoff_initial'], 500),
    backoffMaxMs: milliseconds(network['retry_backoff_max'], 5000),
    allowPrivateNetwork: network['allow_private_network'] === true,
    sendBackRawRequest: it['send_back_raw_request'] === true,
    sendBackRawResponse: it['send_back_raw_response'] === true,
    workers: readWorkers(it['concurrency_and_buffer_size']),
  }
}

const DEFAULT_WORKERS = 1000
const DEFAULT_BUFFER = 5000

/** What is missing, or is no positive number, has the gateway's default. */
function readWorkers(value: unknown): Workers | undefined {
  if (value === undefined || value === null) return undefined
  const positive = (count: unknown, fallback: number) =>
    typeof count === 'number' && count > 0 ? count : fallback
  const { concurrency, buffer_size: buffer } = object(value)
  return { count: positive(concurrency, DEFAULT_WORKERS), buffer: positive(buffer, DEFAULT_BUFFER) }
}

function readKey(it: Json, environment: Environment): AzureKey {
  const azure = it['azure_key_config']
  return {
    name: text(it['name']),
    id: text(it['id']),
    value: secret(it['value'], environment),
    weight: number(it['weight'], 1),
    models: strings(it['models']),
    blacklist: strings(it['blacklisted_models']),
    isEnabled: it['enabled'] !== false,
    aliases: new Map(Object.entries(object(it['aliases'])).map(([name, alias]) => [name, readAlias(alias)])),
    azure: azure === undefined || azure === null ? undefined : readAzure(object(azure), environment),
  }
}

function readAlias(value: unknown): Alias {
  if (typeof value === 'string') return { model_id: value }
  const { model_id: id, model_name: name, model_family: family } = object(value)
  return {
    model_id: text(id),
    ...(typeof name === 'string' && name !== '' && { model_name: name }),
    ...(typeof family === 'string' && family !== '' && { model_family: family }),
  }
}

function readAzure(it: Json, environment: Environment): AzureKeyConfig {
  const deployments = it['deployments']
  return {
    endpoint: secret(it['endpoint'], environment),
    apiVersion: secret(it['api_version'], environment) || DEFAULT_API_VERSION,
    deployments:
      deployments === undefined || deployments === null
        ? undefined
        : new Map(Object.entries(object(deployments)).map(([model, name]) => [model, text(name)])),
  }
}

/** In ms; undefined where the file does not say. */
function seconds(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value * 1000 : undefined
}

/** Go durations are nanoseconds in JSON; the file also takes milliseconds and texts such as `"200ms"`. */
function milliseconds(value: unknown, fallback: number): number {
  if (typeof value === 'number') return value >= 1_000_000 ? value / 1_000_000 : value
  return typeof value === 'string' ? (durationMs(value) ?? fallback) : fallback
}
