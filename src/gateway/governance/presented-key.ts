import type { HeaderMap } from '../../request/header-map.ts'

const KEY_HEADERS = ['x-bf-vk', 'authorization', 'x-api-key', 'x-goog-api-key']

/** The virtual key of a request. Several headers may carry one; the later of them counts (vk-two-keys). */
export function presentedKey(headers: HeaderMap): string | undefined {
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
