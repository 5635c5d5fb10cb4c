import type { Random } from '../../random/random.ts'
import type { Alias, AzureKey, ProviderConfig } from '../config/provider-config.ts'
import type { KeyRules } from '../profiles/profile.ts'

export type KeyChoice = ChosenKey | NoKey

export interface AskedModel {
  readonly provider: string
  readonly model: string
}

export interface ChosenKey {
  readonly ok: true
  readonly key: AzureKey
  /** What the key maps the model to; absent where the provider knows models alone. */
  readonly deployment?: string
  readonly alias?: Alias
  /** The keys that would do as well, itself among them; undefined where the request names this one. */
  readonly pool: readonly AzureKey[] | undefined
}

export interface NoKey {
  readonly ok: false
  readonly message: string
  /** Whether the error repeats its text in `error.error`. */
  readonly cause: boolean
  /** There are keys, but none of them serves the model. */
  readonly unsupported?: true
}

/** Which stored key the client asked for: `x-bf-api-key-id` wins over `x-bf-api-key`. */
export interface WantedKey {
  readonly by: 'name' | 'id'
  readonly value: string
  /** What the client is told if there is no such key. */
  readonly unknown: string
}

/** Chooses the key for a model, among those `allowed` by id or name, and maps the model to its deployment, with the gateway's errors when there is none. */
export function chooseKey(
  provider: string,
  config: ProviderConfig,
  model: string,
  wanted: WantedKey | undefined,
  allowed: readonly string[] | 'any',
  rules: KeyRules,
  random: () => Random,
): KeyChoice {
  const keys =
    allowed === 'any'
      ? config.keys
      : config.keys.filter((key) => allowed.includes(key.id) || allowed.includes(key.name))
  if (keys.length === 0) return noKey(`no keys found for provider: ${provider} and model: ${model}`)
  const able = keys.filter((key) => supports(key, provider, model, rules))
  if (able.length === 0)
    return { ...noKey(noneServes(provider, rules).replace('{model}', () => model)), unsupported: true }
  if (wanted !== undefined) {
    const key = able.find((it) => it[wanted.by] === wanted.value)
    return key === undefined ? noKey(wanted.unknown) : mapModel(key, undefined, { provider, model }, rules)
  }
  return keyFrom(able, able, { provider, model }, rules, random)
}

/** One of the keys that are left of a pool, by weight; there is at least one. */
export function keyFrom(
  left: readonly AzureKey[],
  pool: readonly AzureKey[],
  asked: AskedModel,
  rules: KeyRules,
  random: () => Random,
): KeyChoice {
  return mapModel(left.length === 1 ? left[0]! : byWeight(left, random()), pool, asked, rules)
}

function noneServes(provider: string, rules: KeyRules): string {
  return HAS_DEPLOYMENTS.has(provider) ? rules.noneServesText : rules.noneServesOtherText
}

const HAS_DEPLOYMENTS = new Set(['azure', 'bedrock'])

function supports(key: AzureKey, provider: string, model: string, rules: KeyRules): boolean {
  const { models, azure, blacklist } = key
  if (!key.isEnabled || blacklist.includes(model)) return false
  if (rules.star === 'all' && blacklist.includes('*')) return false
  if (provider !== 'azure') return models === 'any' || lists(models, model, rules)
  if (rules.map === 'aliases' && (azure === undefined || azure.endpoint === '')) return false
  if (models !== 'any' && !lists(models, model, rules)) return false
  const deployments = azure?.deployments
  if (rules.map === 'aliases' || !(deployments instanceof Map) || deployments.size === 0) return true
  return deployments.has(model)
}

function lists(models: readonly string[], model: string, { withoutModels, star }: KeyRules): boolean {
  if (models.length === 0) return withoutModels === 'all'
  return models.includes(model) || (star === 'all' && models.includes('*'))
}

function byWeight(keys: readonly AzureKey[], random: Random): AzureKey {
  const total = keys.reduce((sum, key) => sum + Math.trunc(key.weight * 100), 0)
  if (total === 0) return random.pick(keys)
  let at = Math.floor(random.next() * total)
  for (const key of keys) {
    at -= Math.trunc(key.weight * 100)
    if (at < 0) return key
  }
  return keys[0]!
}

function mapModel(
  key: AzureKey,
  pool: readonly AzureKey[] | undefined,
  { provider, model }: AskedModel,
  { map }: KeyRules,
): KeyChoice {
  if (provider !== 'azure') return { ok: true, key, pool }
  const { azure } = key
  if (azure === undefined) return refused('azure key config not set')
  if (azure.endpoint === '') return refused('endpoint not set')
  if (map === 'aliases') {
    const alias = aliasOf(key, model)
    return { ok: true, key, deployment: alias?.model_id ?? model, ...(alias && { alias }), pool }
  }
  if (azure.deployments === undefined) return refused('deployments not set')
  const deployment = azure.deployments === 'any' ? model : azure.deployments.get(model)
  return deployment === undefined
    ? refused(`deployment not found for model ${model}`)
    : { ok: true, key, deployment, pool }
}

/** Upper and lower case do not count (alias-case). */
function aliasOf({ aliases }: AzureKey, model: string): Alias | undefined {
  const exact = aliases.get(model)
  if (exact !== undefined || aliases.size === 0) return exact
  const lower = model.toLowerCase()
  for (const [name, alias] of aliases) if (name.toLowerCase() === lower) return alias
  return undefined
}

function noKey(message: string): NoKey {
  return { ok: false, message, cause: true }
}

function refused(message: string): NoKey {
  return { ok: false, message, cause: false }
}
