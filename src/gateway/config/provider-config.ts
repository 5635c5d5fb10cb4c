import { isRejected, readCustomProvider } from './custom-provider.ts'
import type { CustomProvider } from './custom-provider.ts'
import { list, number, object, strings, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
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
  /** Of a provider with a name of its own. */
  readonly custom: CustomProvider | undefined
}

/** Of Azure, where the file says none. */
export const DEFAULT_API_VERSION = '2024-10-21'

/** By their names in small letters, as the gateway reads them; a custom one that it rejects is none. */
export function readProviders(
  file: JsonObject,
  environment: Environment,
): ReadonlyMap<string, ProviderConfig> {
  const providers = new Map<string, ProviderConfig>()
  for (const [written, it] of Object.entries(file)) {
    const name = written.toLowerCase()
    if (!isRejected(name, object(it))) providers.set(name, readProvider(object(it), environment))
  }
  return providers
}

/** One provider of the file. */
export function readProvider(it: JsonObject, environment: Environment): ProviderConfig {
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
    custom: readCustomProvider(it),
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

function readKey(it: JsonObject, environment: Environment): AzureKey {
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

function readAzure(it: JsonObject, environment: Environment): AzureKeyConfig {
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
