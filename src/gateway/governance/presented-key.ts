import type { HeaderMap } from '../../message/header-map.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'

const KEY_HEADERS = ['x-bf-vk', 'authorization', 'x-api-key', 'x-goog-api-key']

/** The virtual key of a request. Several headers may carry one; the later of them counts (vk-two-keys). */
export function presentedKey(
  headers: HeaderMap,
  { readsApiKey }: Pick<GovernanceRules, 'readsApiKey'>,
): string | undefined {
  const isThere = KEY_HEADERS.some((name) => headers.has(name)) || (readsApiKey && headers.has('api-key'))
  if (!isThere) return undefined
  let found: string | undefined
  for (const [name, value] of headers.list) {
    const lower = name.toLowerCase()
    if (lower === 'x-bf-vk' && value !== '') found = value
    else if (lower === 'authorization') found = bearerKey(value) ?? found
    else if (lower === 'api-key' && readsApiKey) found = prefixed(value) ?? found
    else if (lower === 'x-api-key' || lower === 'x-goog-api-key') found = prefixed(value) ?? found
  }
  return found
}

/** A virtual key behind `Bearer`; a bare one there is none. */
export function bearerKey(authorization: string): string | undefined {
  return /^bearer /i.test(authorization) ? prefixed(authorization.slice('bearer '.length).trim()) : undefined
}

export function prefixed(value: string): string | undefined {
  return value.toLowerCase().startsWith('sk-bf-') ? value : undefined
}
