import type { RE2JS } from 're2js'
import type { GatewayConfig } from '../config/config.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import type { ResponseHeaders } from './response-headers.ts'
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
  if (corsConfigured === 'ignored') return cors.join(', ')
  if (corsConfigured === 'wildcard' && config.allowedHeaders.includes('*')) {
    if (!credentialed) return '*'
    return requested === '' ? cors.join(', ') : requested
  }
  const extra = config.allowedHeaders.filter((name) => !cors.includes(name))
  return [...cors, ...new Set(extra)].join(', ')
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

const known = new Map<string, RE2JS>()

/** Some stars in a row keep an engine that goes back on its choices busy for long: this one never does. */
function compiled(pattern: string): RE2JS {
  let found = known.get(pattern)
  if (found === undefined) {
    found = re2().compile(`\\A${pattern.split('*').map(re2().quote).join('[^/.]+')}\\z`)
    if (known.size >= 100) known.clear()
    known.set(pattern, found)
  }
  return found
}
