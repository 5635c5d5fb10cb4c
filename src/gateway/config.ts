/**
 * The real gateway's configuration, as far as the chat route depends on it: what `--bifrost-config` points at,
 * read into plain values, or the defaults of an emulator without such a file: any deployment exists.
 */

export interface AzureKey {
  readonly name: string
  readonly id: string
  readonly value: string
  readonly weight: number
  /** Models the key may serve; empty: all. */
  readonly models: readonly string[]
  /** Absent when the key has no `azure_key_config`. */
  readonly azure: AzureKeyConfig | undefined
}

export interface AzureKeyConfig {
  readonly endpoint: string
  readonly apiVersion: string
  /** Model → Azure deployment. `undefined`: the key has no map. `'any'`: every model is its own deployment. */
  readonly deployments: ReadonlyMap<string, string> | 'any' | undefined
}

export interface ProviderConfig {
  readonly keys: readonly AzureKey[]
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly backoffInitialMs: number
  readonly backoffMaxMs: number
  readonly sendBackRawRequest: boolean
  readonly sendBackRawResponse: boolean
}

export interface VirtualKey {
  readonly value: string
  readonly isActive: boolean
  /** Empty: every provider and model. */
  readonly providers: readonly { readonly provider: string; readonly allowedModels: readonly string[] }[]
}

export interface GatewayConfig {
  readonly providers: ReadonlyMap<string, ProviderConfig>
  readonly allowedOrigins: readonly string[]
  readonly allowedHeaders: readonly string[]
  readonly maxBodyBytes: number
  readonly enforceVirtualKey: boolean
  readonly allowDirectKeys: boolean
  readonly requiredHeaders: readonly string[]
  readonly virtualKeys: ReadonlyMap<string, VirtualKey>
  /** Login on inference: `undefined` when none is wanted. */
  readonly login: { readonly user: string; readonly password: string } | undefined
  /** Parts of the file that the emulator does not act on, for one notice at start. */
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
    models: [],
    azure: {
      endpoint: 'https://emulator.openai.azure.com',
      apiVersion: DEFAULT_API_VERSION,
      deployments: 'any',
    },
  }
  return { ...readGatewayConfig({}), providers: new Map([['azure', { ...readProvider({}), keys: [azure] }]]) }
}

/** Reads a parsed `config.json`; unknown parts are ignored as the gateway ignores them, and listed. */
export function readGatewayConfig(file: Json): GatewayConfig {
  const client = object(file['client'])
  const governance = object(file['governance'])
  const auth = object(governance['auth_config'] ?? file['auth_config'])
  return {
    providers: new Map(
      Object.entries(object(file['providers'])).map(([name, it]) => [name, readProvider(object(it))]),
    ),
    allowedOrigins: 'allowed_origins' in client ? strings(client['allowed_origins']) : ['*'],
    allowedHeaders: strings(client['allowed_headers']),
    maxBodyBytes: number(client['max_request_body_size_mb'], 100) * MIB,
    enforceVirtualKey: client['enforce_auth_on_inference'] === true,
    allowDirectKeys: client['allow_direct_keys'] === true,
    requiredHeaders: strings(client['required_headers']),
    virtualKeys: new Map(
      list(governance['virtual_keys']).map((it) => [text(it['value']), readVirtualKey(it)]),
    ),
    login:
      auth['is_enabled'] === true && auth['disable_auth_on_inference'] !== true
        ? { user: text(auth['admin_username']), password: text(auth['admin_password']) }
        : undefined,
    ignored: Object.keys(file).filter((key) => !ACTED_ON.has(key)),
  }
}

type Json = { readonly [key: string]: unknown }

const ACTED_ON = new Set([
  '$schema',
  'client',
  'providers',
  'governance',
  'auth_config',
  'config_store',
  'logs_store',
  'framework',
])

function readProvider(it: Json): ProviderConfig {
  const network = object(it['network_config'])
  return {
    keys: list(it['keys']).map(readKey),
    timeoutMs: number(network['default_request_timeout_in_seconds'], 30) * 1000,
    maxRetries: number(network['max_retries'], 0),
    backoffInitialMs: milliseconds(network['retry_backoff_initial'], 500),
    backoffMaxMs: milliseconds(network['retry_backoff_max'], 5000),
    sendBackRawRequest: it['send_back_raw_request'] === true,
    sendBackRawResponse: it['send_back_raw_response'] === true,
  }
}

function readKey(it: Json): AzureKey {
  const azure = it['azure_key_config']
  return {
    name: text(it['name']),
    id: text(it['id']),
    value: text(it['value']),
    weight: number(it['weight'], 1),
    models: strings(it['models']),
    azure: azure === undefined || azure === null ? undefined : readAzure(object(azure)),
  }
}

function readAzure(it: Json): AzureKeyConfig {
  const deployments = it['deployments']
  return {
    endpoint: text(it['endpoint']),
    apiVersion: text(it['api_version']) || DEFAULT_API_VERSION,
    deployments:
      deployments === undefined || deployments === null
        ? undefined
        : new Map(Object.entries(object(deployments)).map(([model, name]) => [model, text(name)])),
  }
}

function readVirtualKey(it: Json): VirtualKey {
  return {
    value: text(it['value']),
    isActive: it['is_active'] !== false,
    providers: list(it['provider_configs']).map((entry) => ({
      provider: text(entry['provider']),
      allowedModels: strings(entry['allowed_models']),
    })),
  }
}

/** Go durations are nanoseconds in JSON; the file also takes milliseconds and texts such as `"200ms"`. */
function milliseconds(value: unknown, fallback: number): number {
  if (typeof value === 'number') return value >= 1_000_000 ? value / 1_000_000 : value
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)(ms|s)$/.exec(value) : null
  return match ? Number(match[1]) * (match[2] === 's' ? 1000 : 1) : fallback
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(object) : []
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function number(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback
}
