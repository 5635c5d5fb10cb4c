import type { GatewayConfig } from '../gateway/config/config.ts'

/** Every deployment that a gateway's configuration knows, by either name; `undefined` where any may exist. */
export function knownDeployments(config: GatewayConfig): readonly string[] | undefined {
  const names = new Set<string>()
  for (const [provider, { keys }] of config.providers) {
    // Other providers know no deployments: any model may be asked of them.
    if (provider !== 'azure' && keys.length > 0) return undefined
    for (const { models, aliases, azure } of keys) {
      if (azure?.deployments === 'any' || models === 'any' || models.includes('*')) return undefined
      // Lines without a map of deployments take a model for what its alias says, or for itself.
      if (azure?.deployments === undefined) for (const model of models) names.add(model)
      for (const [name, { model_id: target }] of aliases) names.add(name).add(target)
      for (const [model, deployment] of azure?.deployments ?? []) {
        if (models.length === 0 || models.includes(model)) names.add(model).add(deployment)
      }
    }
  }
  return config.allowDirectKeys ? undefined : [...names]
}
