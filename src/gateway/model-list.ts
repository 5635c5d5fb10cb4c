import type { GatewayConfig } from './config.ts'

/** What `GET /openai/v1/models` answers: every model that a key maps; the creation time only where Azure lists it under that name. */
export function modelList(config: GatewayConfig): object {
  const models = new Map<string, string>()
  for (const key of config.providers.get('azure')?.keys ?? []) {
    const deployments = key.azure?.deployments
    if (deployments === 'any') for (const name of WELL_KNOWN) models.set(name, name)
    else for (const [model, deployment] of deployments ?? []) models.set(model, deployment)
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

const WELL_KNOWN = ['gpt-4.1', 'gpt-4o', 'gpt-4o-mini', 'o3-mini']
const CREATED = 1743500000
