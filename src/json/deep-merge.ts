import { isObject } from './json-object.ts'

/** A body with a scenario's patch on it: objects are merged key by key, everything else is replaced. */
export function patched(body: string, patch: object | undefined): string {
  return patch === undefined ? body : JSON.stringify(merge(JSON.parse(body), patch))
}

/** A value with a patch on it; without a patch as it is. */
export function merge(value: unknown, patch: unknown): unknown {
  if (patch === undefined) return value
  if (!isObject(value) || !isObject(patch)) return patch
  const merged: Record<string, unknown> = { ...value }
  for (const [key, part] of Object.entries(patch)) merged[key] = key in value ? merge(value[key], part) : part
  return merged
}
