import type { RE2JS } from 're2js'
import type { GatewayConfig } from '../config/config.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import type { HeaderMap } from '../../message/header-map.ts'
import type { ResponseHeaders } from './response-headers.ts'
import { BoundedMap } from '../../values/bounded-map.ts'
import { re2 } from '../../values/re2.ts'

/** Sets the CORS headers that an origin gets; returns whether the origin is allowed. `origin` is '' when the client sent none. */
export function applyCors(
  headers: ResponseHeaders,
  origin: string,
  requestedHeaders: string,
  config: GatewayConfig,
  profile: GatewayProfile,
): boolean {
  if (!originAllowed(origin, config.allowedOrigins)) return false
  const { credentials, vary } = profile.headers
  const credentialed = credentials === 'always' || isTrusted(origin, config.allowedOrigins)
  headers.set('Access-Control-Allow-Origin', origin)
  headers.set('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD')
  headers.set('Access-Control-Allow-Headers', allowedHeaders(credentialed, requestedHeaders, config, profile))
  if (credentialed) headers.set('Access-Control-Allow-Credentials', 'true')
  headers.set('Access-Control-Max-Age', '86400')
  if (vary) headers.set('Vary', 'Origin')
  return true
}

function allowedHeaders(
  credentialed: boolean,
  requested: string,
  config: GatewayConfig,
  { headers: { cors, corsConfigured } }: GatewayProfile,
): string {
  if (config.allowedHeaders === 'requested') return [...cors, ...notAmong(requested, cors)].join(', ')
  if (corsConfigured === 'ignored') return cors.join(', ')
  if (corsConfigured === 'wildcard' && config.allowedHeaders.includes('*')) {
    if (!credentialed) return '*'
    return requested === '' ? cors.join(', ') : requested
  }
  const extra = config.allowedHeaders.filter((name) => !cors.includes(name))
  return [...cors, ...new Set(extra)].join(', ')
}

/** Header names as a browser asks for them, in lower case, without those that are there already. */
function notAmong(requested: string, allowed: readonly string[]): readonly string[] {
  const there = new Set(allowed.map((name) => name.toLowerCase()))
  const names = requested.split(',').map((name) => name.trim().toLowerCase())
  return [...new Set(names)].filter((name) => name !== '' && !there.has(name))
}

/**
 * Why a browser will not send what it asked leave for, or what the real gateway needs so that it does; undefined where all is
 * well. The emulator's own request headers are left out: a real gateway has no use for them.
 */
export function preflightHint(
  request: HeaderMap,
  config: GatewayConfig,
  profile: GatewayProfile,
): string | undefined {
  const origin = request.get('origin') ?? ''
  if (origin === '') return undefined
  if (!originAllowed(origin, config.allowedOrigins)) {
    return `a browser refuses this: the origin ${origin} is not in client.allowed_origins, ${JSON.stringify(config.allowedOrigins)}`
  }
  const requested = request.get('access-control-request-headers') ?? ''
  const { cors, corsConfigured, credentials } = profile.headers
  const isOpen = config.allowedHeaders === 'requested'
  const credentialed = credentials === 'always' || isTrusted(origin, config.allowedOrigins)
  const allowed = isOpen ? cors : allowedHeaders(credentialed, requested, config, profile).split(', ')
  const star = allowed.includes('*')
  const missing = notAmong(requested, allowed).filter(
    (name) => !name.startsWith('x-emulator-') && (!star || name === 'authorization'),
  )
  if (missing.length === 0) return undefined
  const names = missing.map((name) => JSON.stringify(name)).join(', ')
  if (corsConfigured === 'ignored') {
    const end = isOpen ? ' Here they are allowed, as no --bifrost-config is given.' : ''
    return `release ${profile.line} lets no browser send ${names}, whatever client.allowed_headers says.${end}`
  }
  return isOpen
    ? `for this page the real gateway needs client.allowed_headers: [${names}]; here they are allowed, as no --bifrost-config is given`
    : `a browser refuses this: client.allowed_headers lacks ${names}`
}

function isTrusted(origin: string, allowed: readonly string[]): boolean {
  return !allowed.includes('*') || isLocal(origin) || allowed.includes(origin)
}

function originAllowed(origin: string, allowed: readonly string[]): boolean {
  return isLocal(origin) || allowed.some((pattern) => matchesOrigin(origin, pattern))
}

function isLocal(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1):/.test(origin) || origin.startsWith('http://0.0.0.0:')
}

/** `*` allows everything, an absent origin too; in `https://*.example.org` a star stands for one label. */
function matchesOrigin(origin: string, pattern: string): boolean {
  if (pattern === '*' || pattern === origin) return true
  if (!pattern.includes('*')) return false
  return compiled(pattern).test(origin)
}

const known = new BoundedMap<string, RE2JS>(100)

/** Some stars in a row keep an engine that goes back on its choices busy for long: this one never does. */
function compiled(pattern: string): RE2JS {
  return known.use(pattern, () =>
    re2().compile(`\\A${pattern.split('*').map(re2().quote).join('[^/.]+')}\\z`),
  )
}
