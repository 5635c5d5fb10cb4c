import type { GatewayRequest } from '../../contracts/front-end.ts'
import { baseUrlHint, modelOf } from '../../request/base-url-hint.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { preflightHint } from '../response/cors.ts'
import { readTarget } from './request-target.ts'

/**
 * What somebody should know whose request reached no deployment: what a browser makes of the answer to its preflight, or
 * which URL was probably meant. `status`: of the answer.
 */
export function requestHint(
  { config, profile }: { readonly config: GatewayConfig; readonly profile: GatewayProfile },
  { method, target, mount = '', headers, body }: GatewayRequest,
  status: number,
): string | undefined {
  if (method === 'OPTIONS') return preflightHint(headers, config, profile)
  if (method !== 'POST' || status < 400) return undefined
  const { path, origin } = readTarget(target, headers)
  if (isRight(path, body, config.providerNames)) return undefined
  return baseUrlHint({
    path,
    body,
    at: `${origin}${mount}`,
    deployments: '/openai/openai/deployments',
    query: '',
    openaiBase: (deployment) => `/openai/openai/deployments/${deployment}`,
    azureEndpoint: '/openai',
  })
}

/** Whether the path can lead to a deployment: whatever was wrong then, it was not the base URL. */
function isRight(path: string, body: Uint8Array, providers: ReadonlySet<string>): boolean {
  const id = /^\/(?:openai|langchain|litellm|pydanticai)\/openai\/deployments\/([^/]+)\/./.exec(path)?.[1]
  if (id !== undefined) return id !== 'chat'
  if (!/^\/(?:v1|(?:openai|langchain|litellm|pydanticai)(?:\/v1)?)\/chat\/completions$/.test(path))
    return false
  // These paths want the provider in the model's name.
  const provider = modelOf(body)?.split('/', 2)
  return provider !== undefined && provider.length === 2 && providers.has(provider[0]!)
}
