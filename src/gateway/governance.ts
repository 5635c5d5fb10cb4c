import type { HeaderMap } from '../request/header-map.ts'
import type { GatewayConfig, VirtualKey } from './config.ts'
import type { GovernanceRules } from './profiles/profile.ts'

/** A refusal by governance: `type` stands at the top of the error body. */
export interface Refusal {
  readonly status: number
  readonly type: string
  readonly message: string
}

/** Checks in the gateway's order: required headers, a key where one is mandatory, the key itself, its providers and models. */
export function checkGovernance(
  headers: HeaderMap,
  provider: string,
  model: string,
  config: GatewayConfig,
  rules: GovernanceRules,
): Refusal | undefined {
  const required = rules.requiredHeaders ? config.requiredHeaders : []
  const missing = required.filter((name) => !headers.has(name.toLowerCase()))
  if (missing.length > 0) {
    return {
      status: 400,
      type: 'missing_required_headers',
      message: `missing required headers: ${missing.join(', ')}`,
    }
  }
  const value = virtualKeyOf(headers)
  const key = value === undefined ? undefined : config.virtualKeys.get(value)
  if (config.enforceVirtualKey && (rules.unknownIsMissing ? key : value) === undefined) {
    return {
      status: 401,
      type: 'virtual_key_required',
      message: rules.missingKey,
    }
  }
  if (value === undefined) return undefined
  if (key === undefined && rules.unknownKey === 'unchecked') return undefined
  if (key === undefined)
    return { status: 403, type: 'virtual_key_not_found', message: 'Virtual key not found' }
  return checkKey(key, provider, model)
}

function checkKey(key: VirtualKey, provider: string, model: string): Refusal | undefined {
  if (!key.isActive) return { status: 403, type: 'virtual_key_blocked', message: 'Virtual key is inactive' }
  if (key.providers.length === 0) return undefined
  const allowed = key.providers.find((it) => it.provider === provider)
  if (allowed === undefined) {
    return {
      status: 403,
      type: 'provider_blocked',
      message: `Provider '${provider}' is not allowed for this virtual key`,
    }
  }
  if (allowed.allowedModels.length > 0 && !allowed.allowedModels.includes(model)) {
    return {
      status: 403,
      type: 'model_blocked',
      message: `Model '${model}' is not allowed for this virtual key`,
    }
  }
  return undefined
}

const KEY_HEADERS = ['x-bf-vk', 'authorization', 'x-api-key', 'x-goog-api-key']

/** The virtual key of a request. Several headers may carry one; the later of them counts (vk-two-keys). */
function virtualKeyOf(headers: HeaderMap): string | undefined {
  if (!KEY_HEADERS.some((name) => headers.has(name))) return undefined
  let found: string | undefined
  for (const [name, value] of headers.list) {
    const lower = name.toLowerCase()
    if (lower === 'x-bf-vk' && value !== '') found = value
    else if (lower === 'authorization') found = prefixed(value.replace(/^bearer /i, '')) ?? found
    else if (lower === 'x-api-key' || lower === 'x-goog-api-key') found = prefixed(value) ?? found
  }
  return found
}

function prefixed(value: string): string | undefined {
  return value.toLowerCase().startsWith('sk-bf-') ? value : undefined
}
