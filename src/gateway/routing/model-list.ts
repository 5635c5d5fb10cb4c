import type { GatewayConfig } from '../config/config.ts'
import type { AzureKey } from '../config/provider-config.ts'
import type { KeyRules } from '../profiles/profile.ts'

interface ListedModel {
  readonly id: string
  /** Unix seconds; only where Azure lists the deployment under that name. */
  readonly created?: number
}

/** What `GET /openai/v1/models` answers: every model that a key maps, of one provider, or of all (''). */
export function modelList(config: GatewayConfig, rules: KeyRules, provider = ''): object {
  const data = modelsOf(config, rules, provider).map(({ id, ...known }) => ({
    id,
    object: 'model',
    owned_by: '',
    ...known,
  }))
  return { object: '', data }
}

/** What `GET /v1/models` answers. */
export function nativeModelList(config: GatewayConfig, rules: KeyRules, provider: string): object {
  const known = provider === '' ? {} : { provider }
  return {
    data: modelsOf(config, rules, provider),
    extra_fields: { request_type: 'list_models', ...known, latency: 0, chunk_index: 0 },
  }
}

function modelsOf(config: GatewayConfig, rules: KeyRules, provider: string): readonly ListedModel[] {
  const listed = [...config.providers].filter(([name]) => provider === '' || name === provider)
  const models = listed.flatMap(([name, { keys }]) => {
    const ids = new Map<string, ListedModel>()
    for (const key of keys)
      for (const [model, created] of listedBy(key, name, rules))
        ids.set(model, { id: `${name}/${model}`, ...(created && { created: CREATED }) })
    return [...ids.values()]
  })
  return models.sort((a, b) => (a.id < b.id ? -1 : 1))
}

type Listed = Iterable<readonly [model: string, created: boolean]>

function listedBy(key: AzureKey, provider: string, { map }: KeyRules): Listed {
  if (provider !== 'azure') return named(key.models === 'any' ? [] : key.models)
  return map === 'aliases' ? byAlias(key) : mapped(key.azure?.deployments)
}

/** The models that the key lists, and where it lists all, its aliases; without any, those that Azure has (models). */
function byAlias({ models, aliases }: AzureKey): Listed {
  const isAll = models === 'any' || models.includes('*')
  const all = aliases.size > 0 ? [...aliases.keys()] : WELL_KNOWN
  const names = isAll ? all : models
  return names.map((name) => [name, (aliases.get(name)?.model_id ?? name) === name])
}

function mapped(deployments: ReadonlyMap<string, string> | 'any' | undefined): Listed {
  if (deployments === 'any') return named(WELL_KNOWN)
  return [...(deployments ?? [])].map(([model, deployment]) => [model, model === deployment])
}

function named(models: readonly string[]): Listed {
  return models.map((model) => [model, true])
}

const WELL_KNOWN = ['gpt-4.1', 'gpt-4o', 'gpt-4o-mini', 'o3-mini']
const CREATED = 1743500000
