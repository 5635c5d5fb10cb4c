import { CACHE_SHAPE, CONFIG_SHAPE } from './file-shape.ts'
import type { Shape } from './shape.ts'

/** Keys of the file whose values may be shown. Of all others, also of those that nobody knows, a value may be a secret. */
export function harmlessKeys(): ReadonlySet<string> {
  const seen = { harmless: new Set<string>(), secret: new Set<string>() }
  for (const shape of [CONFIG_SHAPE, CACHE_SHAPE]) collect(shape, seen)
  return new Set([...seen.harmless].filter((key) => !seen.secret.has(key)))
}

type Seen = { readonly harmless: Set<string>; readonly secret: Set<string> }

function collect(shape: Shape, seen: Seen): void {
  if (typeof shape === 'string' || 'number' in shape) return
  if ('list' in shape) return collect(shape.list, seen)
  if ('map' in shape) return collect(shape.map, seen)
  if ('text' in shape) return collect(shape.text, seen)
  for (const [key, inner] of Object.entries(shape.keys)) {
    const isSecret = inner === 'secret' || inner === 'quiet'
    seen[isSecret ? 'secret' : 'harmless'].add(key)
    collect(inner, seen)
  }
}
