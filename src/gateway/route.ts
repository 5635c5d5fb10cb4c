/** Where a request goes, as the gateway's router decides it from method and path. Paths are compared undecoded. */
export type Route =
  | { readonly kind: 'chat'; readonly family: 'deployments'; readonly rest: string }
  | { readonly kind: 'chat'; readonly family: 'openai' | 'native' }
  | { readonly kind: 'models' }
  | { readonly kind: 'health' }
  /** The web interface answers every GET that nothing else takes. */
  | { readonly kind: 'page' }
  | { readonly kind: 'asset' }
  | { readonly kind: 'redirect'; readonly path: string; readonly status: 301 | 308 }
  | { readonly kind: 'not-allowed'; readonly allow: string }

export function route(method: string, path: string): Route {
  const target = postTarget(path)
  if (method === 'POST') {
    if (target !== undefined) return target
    const fixed = fixCase(path)
    return fixed === undefined
      ? { kind: 'not-allowed', allow: 'GET, OPTIONS' }
      : { kind: 'redirect', path: fixed, status: 308 }
  }
  if (method === 'GET') {
    if (MODEL_LISTS.has(path)) return { kind: 'models' }
    if (path === '/health') return { kind: 'health' }
    return /\.[A-Za-z0-9]+$/.test(path) ? { kind: 'asset' } : { kind: 'page' }
  }
  return { kind: 'not-allowed', allow: target === undefined ? 'GET, OPTIONS' : 'GET, OPTIONS, POST' }
}

const PREFIXES = ['/openai', '/langchain', '/litellm', '/pydanticai'] as const
const MODEL_LISTS = new Set(['/openai/v1/models', '/openai/models', '/openai/openai/models'])
const DEPLOYMENTS = '/openai/deployments/'

function postTarget(path: string): Route | undefined {
  if (path === '/v1/chat/completions') return { kind: 'chat', family: 'native' }
  const prefix = PREFIXES.find((it) => path.startsWith(`${it}/`))
  if (prefix === undefined) return undefined
  const rest = path.slice(prefix.length)
  if (rest.startsWith(DEPLOYMENTS))
    return { kind: 'chat', family: 'deployments', rest: rest.slice(DEPLOYMENTS.length) }
  if (rest === '/v1/chat/completions' || rest === '/chat/completions')
    return { kind: 'chat', family: 'openai' }
  return undefined
}

/** The path that differs from this one only in upper and lower case, if there is one; the part a wildcard takes is kept. */
function fixCase(path: string): string | undefined {
  const lower = path.toLowerCase()
  const found = postTarget(lower)
  if (found === undefined || found.kind !== 'chat') return undefined
  if (found.family !== 'deployments') return lower
  const fixed = lower.length - found.rest.length
  return lower.slice(0, fixed) + path.slice(fixed)
}
