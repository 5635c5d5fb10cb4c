import type { Dice } from '../dice.ts'
import type { AzureKey, ProviderConfig } from './config.ts'

export type KeyChoice =
  /** `deployment`: what the key maps the model to; absent where the provider knows models alone. */
  | { readonly ok: true; readonly key: AzureKey; readonly deployment?: string }
  /** `cause`: whether the error repeats its text in `error.error`. */
  | { readonly ok: false; readonly message: string; readonly cause: boolean }

/** Which stored key the client asked for: `x-bf-api-key-id` wins over `x-bf-api-key`. */
export interface WantedKey {
  readonly by: 'name' | 'id'
  readonly value: string
  /** What the client is told if there is no such key. */
  readonly unknown: string
}

/** Chooses the key for a model, among those `allowed` by id or name (empty: all), and maps the model to its deployment, with the gateway's errors when there is none. */
export function chooseKey(
  provider: string,
  config: ProviderConfig,
  model: string,
  wanted: WantedKey | undefined,
  allowed: readonly string[],
  dice: () => Dice,
): KeyChoice {
  const keys = config.keys.filter(
    (key) => allowed.length === 0 || allowed.includes(key.id) || allowed.includes(key.name),
  )
  if (keys.length === 0) return noKey(`no keys found for provider: ${provider} and model: ${model}`)
  const able = keys.filter((key) => supports(key, provider, model))
  const use = (key: AzureKey): KeyChoice =>
    provider === 'azure' ? mapDeployment(key, model) : { ok: true, key }
  if (able.length === 0) return noKey(`no keys found that support model/deployment: ${model}`)
  if (wanted !== undefined) {
    const key = able.find((it) => it[wanted.by] === wanted.value)
    if (key) return use(key)
    return noKey(wanted.unknown)
  }
  return use(able.length === 1 ? able[0]! : byWeight(able, dice()))
}

function supports(key: AzureKey, provider: string, model: string): boolean {
  if (key.models.length > 0 && !key.models.includes(model)) return false
  if (provider !== 'azure') return true
  const deployments = key.azure?.deployments
  return !(deployments instanceof Map) || deployments.size === 0 || deployments.has(model)
}

function byWeight(keys: readonly AzureKey[], dice: Dice): AzureKey {
  const total = keys.reduce((sum, key) => sum + Math.trunc(key.weight * 100), 0)
  if (total === 0) return dice.pick(keys)
  let at = Math.floor(dice.next() * total)
  for (const key of keys) {
    at -= Math.trunc(key.weight * 100)
    if (at < 0) return key
  }
  return keys[0]!
}

function mapDeployment(key: AzureKey, model: string): KeyChoice {
  const { azure } = key
  if (azure === undefined) return refused('azure key config not set')
  if (azure.endpoint === '') return refused('endpoint not set')
  if (azure.deployments === undefined) return refused('deployments not set')
  const deployment = azure.deployments === 'any' ? model : azure.deployments.get(model)
  return deployment === undefined
    ? refused(`deployment not found for model ${model}`)
    : { ok: true, key, deployment }
}

function noKey(message: string): KeyChoice {
  return { ok: false, message, cause: true }
}

function refused(message: string): KeyChoice {
  return { ok: false, message, cause: false }
}
