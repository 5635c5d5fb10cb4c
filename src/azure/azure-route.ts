import { decodedPart, splitTarget } from '../message/target.ts'

/** Which deployment a request is for. */
export type AzureRoute =
  /** Named by the path. */
  | { readonly deployment: string }
  /** Named by `model` of the body: the v1 path. */
  | 'model'

/**
 * The two paths of chat completions. The older one wants an `api-version`, any one. Everything else is the same to Azure:
 * no resource.
 */
export function readRoute(method: string, target: string): AzureRoute | undefined {
  if (method !== 'POST') return undefined
  const [path, query] = splitTarget(target)
  if (/^\/openai\/v1\/chat\/completions\/?$/i.test(path)) return 'model'
  const id = /^\/openai\/deployments\/([^/]+)\/chat\/completions\/?$/i.exec(path)?.[1]
  const version = new URLSearchParams(query).get('api-version') ?? ''
  return id === undefined || version === '' ? undefined : { deployment: decodedPart(id) }
}
