import type { HeaderMap } from '../../message/header-map.ts'
import type { Random } from '../../random/random.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { VirtualKey } from '../config/governance-config.ts'
import { decodeJson } from '../go-json/decode.ts'
import { encodeAny } from '../go-json/encode.ts'
import { ANY, mapOf } from '../go-json/types.ts'
import { routeByKey } from '../governance/key-routing.ts'
import { presentedKey } from '../governance/presented-key.ts'
import type { Used } from '../governance/violation.ts'
import type { GatewayProfile } from '../profiles/profile.ts'

interface Governing {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
  readonly used: Used
  readonly random: () => Random
}

type Body = { [key: string]: unknown }

/**
 * A request's body as governance hands it on. Whatever is no JSON object stays as it is; so does a body that comes without
 * a known virtual key, but on old lines.
 */
export function governedBody(bytes: Uint8Array, headers: HeaderMap, governing: Governing): Uint8Array {
  const { rewritesBody } = governing.profile.requests
  const key = knownKey(headers, governing)
  const rewrites = rewritesBody === 'always' || (rewritesBody === 'with key' && key !== undefined)
  const routes = key !== undefined && key.providers.length > 0
  if (!rewrites && !routes) return bytes
  const body = parseObject(bytes, rewritesBody === 'always')
  if (body === undefined) return bytes
  const isRouted = routes && route(body, key, governing)
  if (!rewrites && !isRouted) return bytes
  try {
    return Buffer.from(rewrites ? encodeAny(body, 'html') : JSON.stringify(body), 'utf8')
  } catch (error) {
    // Too deep to be written (req-deep-unknown).
    if (error instanceof RangeError) return bytes
    throw error
  }
}

/** The virtual key of a request, if it is one of the file's and not switched off. */
function knownKey(headers: HeaderMap, { config, profile }: Governing): VirtualKey | undefined {
  const rules = profile.governance
  const { virtualKeys } = config.governance
  if (virtualKeys.size === 0 || (rules.needsEnabling && !config.enableGovernance)) return undefined
  const value = presentedKey(headers, rules)
  const key = value === undefined ? undefined : virtualKeys.get(value)
  return key?.isActive === true ? key : undefined
}

function route(body: Body, key: VirtualKey, { config, profile, used, random }: Governing): boolean {
  const { model } = body
  const asked = { model, hasFallbacks: Object.hasOwn(body, 'fallbacks') }
  const routing = routeByKey(key, asked, config, profile.governance, used, random)
  if (routing === undefined) return false
  body['model'] = routing.model
  if (routing.fallbacks !== undefined) body['fallbacks'] = routing.fallbacks
  return true
}

const ANYTHING = mapOf(ANY)

/** Old lines read it with Go's own decoder, which takes no raw control characters. */
function parseObject(bytes: Uint8Array, isStrict: boolean): Body | undefined {
  if (isStrict && !isStrictJson(bytes)) return undefined
  const decoded = decodeJson<Body>(ANYTHING, bytes)
  return decoded.ok ? decoded.value : undefined
}

function isStrictJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
    return true
  } catch {
    return false
  }
}
