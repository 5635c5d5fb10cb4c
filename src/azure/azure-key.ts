import type { HeaderMap } from '../message/header-map.ts'
import type { Resource } from './resource.ts'

/** Whether a request may come in: by `api-key`, or by a bearer token, which nobody can check here. */
export function isKnownKey(headers: HeaderMap, { keys }: Resource): 'known' | 'missing' | 'wrong' {
  const key = headers.get('api-key') ?? ''
  if (key !== '') return keys === 'any' || keys.has(key) ? 'known' : 'wrong'
  return /^bearer +\S/i.test(headers.get('authorization') ?? '') ? 'known' : 'missing'
}
