import { normalPath, quotedPath } from '../../fasthttp/normal-path.ts'
import type { FrontRoute } from '../../contracts/front-end.ts'
import type { RouteRules } from '../profiles/profile.ts'

/** Where a request goes, as the gateway's router decides it from method and path. Paths are compared undecoded. */
export type Route =
  | { readonly kind: 'chat'; readonly family: 'deployments'; readonly rest: string }
  | { readonly kind: 'chat'; readonly family: 'openai' | 'native' }
  | { readonly kind: 'models'; readonly family: 'openai' | 'native' }
  | { readonly kind: 'health' }
  /** The web interface answers every GET that nothing else takes. */
  | { readonly kind: 'page' }
  | { readonly kind: 'asset' }
  | { readonly kind: 'redirect'; readonly path: string; readonly status: 301 | 308 }
  | { readonly kind: 'not-allowed'; readonly allow: string }
  | { readonly kind: 'not-found' }

export function route(method: string, path: string, { deploymentPath }: RouteRules): Route {
  const target = postTarget(path, deploymentPath)
  if (method === 'POST') {
    if (target !== undefined) return target
    const fixed = fixPath(path, deploymentPath)
    if (fixed !== undefined) return { kind: 'redirect', path: quotedPath(normalPath(fixed)), status: 308 }
  }
  const rooted = path.startsWith('/') || path === '*'
  if (method === 'GET') {
    return rooted ? getRoute(path) : { kind: 'redirect', path: quotedPath(normalPath(path)), status: 301 }
  }
  // One slash too many after a fixed path of GET: the router then finds no method for it at all.
  if (!rooted || isFixedGet(withoutSlash(path))) return { kind: 'not-found' }
  return { kind: 'not-allowed', allow: target === undefined ? 'GET, OPTIONS' : 'GET, OPTIONS, POST' }
}

function getRoute(path: string): Route {
  if (MODEL_LISTS.has(path)) return { kind: 'models', family: path === NATIVE_MODELS ? 'native' : 'openai' }
  if (path === HEALTH) return { kind: 'health' }
  const without = withoutSlash(path)
  if (isFixedGet(without)) return { kind: 'redirect', path: without, status: 301 }
  return /\.[A-Za-z0-9]+$/.test(path) ? { kind: 'asset' } : { kind: 'page' }
}

/** The paths that a release takes, as Fastify spells them. */
export function routesOf({ deploymentPath }: RouteRules): readonly FrontRoute[] {
  const more = deploymentPath === 'anything' ? ['*'] : OPERATIONS.map((it) => `:deploymentId/${it}`)
  const posts = PREFIXES.flatMap((prefix) => [
    `${prefix}${DEPLOYMENTS}:deploymentId/${CHAT}`,
    ...more.filter((it) => it !== `:deploymentId/${CHAT}`).map((it) => `${prefix}${DEPLOYMENTS}${it}`),
    `${prefix}/v1/${CHAT}`,
    `${prefix}/${CHAT}`,
  ])
  return [
    ...[...posts, `/v1/${CHAT}`].map((url): FrontRoute => ({ method: 'POST', url })),
    ...[...MODEL_LISTS, HEALTH].map((url): FrontRoute => ({ method: 'GET', url })),
  ]
}

const PREFIXES = ['/openai', '/langchain', '/litellm', '/pydanticai'] as const
const NATIVE_MODELS = '/v1/models'
const MODEL_LISTS = new Set(['/openai/v1/models', '/openai/models', '/openai/openai/models', NATIVE_MODELS])
const HEALTH = '/health'
const DEPLOYMENTS = '/openai/deployments/'
const CHAT = 'chat/completions'
const OPERATIONS = [
  CHAT,
  'completions',
  'embeddings',
  'audio/speech',
  'audio/transcriptions',
  'images/generations',
]
const ONE_OPERATION = new RegExp(`^[^/]*/(?:${OPERATIONS.join('|')})$`)
type ChatRoute = Extract<Route, { kind: 'chat' }>

function isFixedGet(path: string | undefined): path is string {
  return path !== undefined && (path === HEALTH || MODEL_LISTS.has(path))
}

function withoutSlash(path: string): string | undefined {
  return path.endsWith('/') ? path.slice(0, -1) : undefined
}

function postTarget(path: string, rule: RouteRules['deploymentPath']): ChatRoute | undefined {
  if (path === '/v1/chat/completions') return { kind: 'chat', family: 'native' }
  const prefix = PREFIXES.find((it) => path.startsWith(`${it}/`))
  if (prefix === undefined) return undefined
  const rest = path.slice(prefix.length)
  if (rest.startsWith(DEPLOYMENTS)) {
    const after = rest.slice(DEPLOYMENTS.length)
    const isTaken = rule === 'anything' || ONE_OPERATION.test(after)
    return isTaken ? { kind: 'chat', family: 'deployments', rest: after } : undefined
  }
  if (rest === '/v1/chat/completions' || rest === '/chat/completions')
    return { kind: 'chat', family: 'openai' }
  return undefined
}

/**
 * The path of a route that this one misses by upper and lower case, a slash at the end, double slashes, dots or percent
 * signs, if there is one. What a wildcard takes is kept, and must not be empty.
 */
function fixPath(path: string, rule: RouteRules['deploymentPath']): string | undefined {
  const normal = normalPath(path).replace(/\.$/, '')
  const lower = normal.toLowerCase()
  for (const candidate of [lower, lower.endsWith('/') ? lower.slice(0, -1) : `${lower}/`]) {
    const found = postTarget(candidate, rule)
    if (found === undefined) continue
    if (found.family !== 'deployments') return candidate
    const fixed = candidate.length - found.rest.length
    if (rule === 'id/operation') return withId(candidate, fixed, normal)
    const kept = normal.slice(fixed)
    if (kept !== '' || candidate !== lower) return candidate.slice(0, fixed) + kept
  }
  return undefined
}

/** The fixed path with the deployment's id as it was written. */
function withId(path: string, from: number, written: string): string {
  const to = path.indexOf('/', from)
  return path.slice(0, from) + written.slice(from, to) + path.slice(to)
}
