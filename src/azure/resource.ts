/** The Azure OpenAI resource that is imitated, as far as somebody has said what it is. */
export interface Resource {
  /** The gateway's name of a model → the deployment. `any`: every deployment exists, under its own name. */
  readonly deployments: ReadonlyMap<string, string> | 'any'
  /** Keys that open it; `any`: every key does. */
  readonly keys: ReadonlySet<string> | 'any'
  /** Parts of the configuration that mean nothing to Azure. */
  readonly ignored: readonly string[]
}

/** The name under which scenarios know a deployment: the gateway's, where the request's `model` is that. */
export function nameOf(deployment: string, model: unknown, { deployments }: Resource): string {
  if (deployments === 'any' || typeof model !== 'string') return deployment
  return deployments.get(model) === deployment ? model : deployment
}
