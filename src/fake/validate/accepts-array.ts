import type { Accepts, Resolve } from './in-place-parts.ts'
import { canonicalJson } from '../../json/canonical.ts'
import type { SchemaObject } from '../schema/schema.ts'
import { isEvaluated } from './in-place-parts.ts'

export function acceptsArray(
  schema: SchemaObject,
  value: readonly unknown[],
  accepts: Accepts,
  resolve: Resolve,
): boolean {
  if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) return false
  const prefix = schema.prefixItems ?? []
  const fits = value.every((item, index) => {
    const own = prefix[index] ?? schema.items
    return own === undefined || accepts(own, item)
  })
  if (!fits || !acceptsContains(schema, value, accepts)) return false
  if (schema.uniqueItems === true && !allDifferent(value)) return false
  const rest = schema.unevaluatedItems
  if (rest === undefined) return true
  const looks = (index: number) => (part: SchemaObject, isPart: boolean) =>
    part.items !== undefined ||
    index < (part.prefixItems?.length ?? 0) ||
    (isPart && part.unevaluatedItems !== undefined) ||
    (part.contains !== undefined && accepts(part.contains, value[index]))
  return value.every(
    (item, index) => isEvaluated(schema, value, accepts, resolve, looks(index)) || accepts(rest, item),
  )
}

function allDifferent(value: readonly unknown[]): boolean {
  return value.length < 2 || new Set(value.map(canonicalJson)).size === value.length
}

function acceptsContains(schema: SchemaObject, value: readonly unknown[], accepts: Accepts): boolean {
  if (schema.contains === undefined) return true
  const wanted = schema.contains
  const found = value.filter((item) => accepts(wanted, item)).length
  return found >= (schema.minContains ?? 1) && found <= (schema.maxContains ?? Infinity)
}
