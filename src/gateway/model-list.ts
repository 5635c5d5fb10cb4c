import type { AzureKey, GatewayConfig } from './config.ts'
import type { KeyRules } from './profiles/profile.ts'

/** What `GET /openai/v1/models` answers: every model that a key maps; the creation time only where Azure lists it under that name. */
export function modelList(config: GatewayConfig, { map }: KeyRules): object {
  const models = new Map<string, string>()
  for (const key of config.providers.get('azure')?.keys ?? []) {
    for (const [model, deployment] of map === 'aliases' ? byAlias(key) : byDeployment(key))
      models.set(model, deployment)
  }
  const data = [...models]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([model, deployment]) => ({
      id: `azure/${model}`,
      object: 'model',
      owned_by: '',
      ...(model === deployment ? { created: CREATED } : {}),
    }))
  return { object: '', data }
}

type Mapped = Iterable<readonly [model: string, deployment: string]>

function byDeployment({ azure }: AzureKey): Mapped {
  return azure?.deployments === 'any' ? WELL_KNOWN : (azure?.deployments ?? [])
}

/** The models that the key lists, and where it lists all, those that Azure has and its aliases. */
function byAlias({ models, aliases }: AzureKey): Mapped {
  const target = (name: string) => aliases.get(name)?.model_id ?? name
  const isAll = models === 'any' || models.includes('*')
  const names = isAll ? [...WELL_KNOWN.map(([name]) => name), ...aliases.keys()] : models
  return names.map((name) => [name, target(name)] as const)
}

const WELL_KNOWN = (['gpt-4.1', 'gpt-4o', 'gpt-4o-mini', 'o3-mini'] as const).map(
  (name) => [name, name] as const,
)
const CREATED = 1743500000
