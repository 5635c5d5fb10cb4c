import { parsed } from '../../json/parsed.ts'
import { asBuffer } from '../../message/bytes.ts'
import type { HeaderMap } from '../../message/header-map.ts'
import type { Random } from '../../random/random.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { VirtualKey } from '../config/governance-config.ts'
import type { PinnedKey } from '../config/routing-rules.ts'
import { decodeJson } from '../go-json/decode.ts'
import { encodeAny } from '../go-json/encode.ts'
import { ANY, mapOf } from '../go-json/types.ts'
import { routeByKey } from '../governance/key-routing.ts'
import { routeByRules } from '../governance/routing-rules.ts'
import type { RoutingDecision } from '../governance/routing-rules.ts'
import { presentedKey } from '../governance/presented-key.ts'
import type { Used } from '../governance/violation.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { splitModel } from './deployment-path.ts'
import { otherOperation } from './other-operation.ts'
import type { Route } from './route.ts'

interface Governing {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
  readonly used: Used
  readonly random: () => Random
  /** The query of the URL. */
  readonly query: string
  readonly found: ChatRoute
}

/** A body as governance hands it on, and the key that a routing rule has chosen with it. */
export interface GovernedBody {
  readonly bytes: Uint8Array
  readonly pinned: PinnedKey | undefined
}

type ChatRoute = Extract<Route, { kind: 'chat' }>
type Body = { [key: string]: unknown }

/**
 * A request's body as governance hands it on: routing rules and the virtual key choose its model. Whatever is no JSON object
 * stays as it is; so does a body that comes without a known virtual key, but where a rule applies, and on old lines.
 */
export function governedBody(bytes: Uint8Array, headers: HeaderMap, governing: Governing): GovernedBody {
  const { config, profile } = governing
  const { rewritesBody } = profile.requests
  const key = knownKey(headers, governing)
  const rewrites = rewritesBody === 'always' || (rewritesBody === 'with key' && key !== undefined)
  const routes = key !== undefined && key.providers.length > 0
  const hasRules = config.governance.routingRules.size > 0 && profile.governance.routingRules !== 'unknown'
  if (!rewrites && !routes && !hasRules) return { bytes, pinned: undefined }
  const body = parseObject(bytes, rewritesBody === 'always')
  if (body === undefined) return { bytes, pinned: undefined }
  const ruled = hasRules ? routeByRule(body, headers, key, governing) : undefined
  const isRouted = (routes && route(body, key, governing)) || ruled !== undefined
  const pinned = ruled?.key
  if (!rewrites && !isRouted) return { bytes, pinned }
  try {
    return { bytes: Buffer.from(rewrites ? encodeAny(body, 'html') : JSON.stringify(body), 'utf8'), pinned }
  } catch (error) {
    // Too deep to be written (req-deep-unknown).
    if (error instanceof RangeError) return { bytes, pinned }
    throw error
  }
}

/** Sends a body that names a model where the first rule that applies says. No rule applies to the requests of a key that is not known. */
function routeByRule(
  body: Body,
  headers: HeaderMap,
  key: VirtualKey | undefined,
  { config, profile, used, random, query, found }: Governing,
): RoutingDecision | undefined {
  const { model } = body
  if (typeof model !== 'string' || model === '') return undefined
  if (key === undefined && presentedKey(headers, profile.governance) !== undefined) return undefined
  const asked = splitModel(model, '', config.providerNames)
  const type = (found.family === 'deployments' ? otherOperation(found.rest)?.type : undefined) ?? CHAT
  const services = { config, rules: profile.governance, used, random: () => random().fork('rule') }
  const decision = routeByRules(asked, { headers, query, type, key }, services)
  if (decision === undefined) return undefined
  const { provider, fallbacks } = decision
  body['model'] = provider === '' ? decision.model : `${provider}/${decision.model}`
  if (fallbacks.length > 0)
    body['fallbacks'] = fallbacks.flatMap((it) => fallbackFor(it, asked.model, config.providerNames))
  return decision
}

const CHAT = 'chat_completion'

/** A fallback without a provider is passed over; one without a model is for the one that was asked for. */
function fallbackFor(fallback: string, asked: string, known: ReadonlySet<string>): readonly string[] {
  const { provider, model } = splitModel(fallback, '', known)
  return provider === '' ? [] : [`${provider}/${model.trim() || asked}`]
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
  if (isStrict && parsed(asBuffer(bytes).toString('utf8')) === undefined) return undefined
  const decoded = decodeJson<Body>(ANYTHING, bytes)
  return decoded.ok ? decoded.value : undefined
}
