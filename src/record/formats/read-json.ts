import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'

/** The text of a key; '' where there is none. */
export function textIn(map: Readonly<Record<string, unknown>>, key: string): string {
  const value = map[key]
  return typeof value === 'string' ? value : ''
}

/** The number of a key; 0 where there is none. */
export function numberIn(map: Readonly<Record<string, unknown>>, key: string): number {
  const value = map[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

/** The maps of a list that a key holds. */
export function listIn(map: Readonly<Record<string, unknown>>, key: string): readonly JsonObject[] {
  const value = map[key]
  return Array.isArray(value) ? value.filter(isObject) : []
}
