import { isObject } from '../../json/json-object.ts'
import type { JsonSchema } from '../../shape/shape.ts'
import { CACHE_SHAPE, CONFIG_SHAPE } from './file-shape.ts'

/** Keys of the file whose values may be shown. Of all others, also of those that nobody knows, a value may be a secret. */
export function harmlessKeys(): ReadonlySet<string> {
  const seen: Seen = { harmless: new Set(), secret: new Set() }
  const define = (_name: string, schema: () => JsonSchema) => schema()
  for (const shape of [CONFIG_SHAPE, CACHE_SHAPE]) collect(shape.schema({ names: {}, define }), seen)
  return new Set([...seen.harmless].filter((key) => !seen.secret.has(key)))
}

type Seen = { readonly harmless: Set<string>; readonly secret: Set<string> }

/** Every schema inside a schema is a member of it, or of a list or a map in it. */
function collect(schema: unknown, seen: Seen): void {
  if (!isObject(schema) && !Array.isArray(schema)) return
  const { properties } = schema as JsonSchema
  for (const [key, inner] of Object.entries(properties ?? {})) {
    const isSecret = inner.writeOnly === true || Object.keys(inner).length === 0
    seen[isSecret ? 'secret' : 'harmless'].add(key)
  }
  for (const inner of Object.values(schema)) collect(inner, seen)
}
