import type { Accepts, Resolve } from './in-place-parts.ts'
import { canonicalJson } from '../../json/canonical.ts'
import { isObject } from '../../json/json-object.ts'
import type { Schema, SchemaObject } from '../schema/schema.ts'
import { partsThatHold } from './in-place-parts.ts'

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
  return value.every(
    (item, index) => isEvaluated(schema, value, index, accepts, resolve, 0) || accepts(rest, item),
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

/** Whether some keyword that sits beside `unevaluatedItems`, or in a part that holds, has looked at the item. */
function isEvaluated(
  schema: Schema,
  value: readonly unknown[],
  index: number,
  accepts: Accepts,
  resolve: Resolve,
  level: number,
): boolean {
  if (!isObject(schema) || level > 30) return false
  const part: SchemaObject = schema
  if (part.items !== undefined || index < (part.prefixItems?.length ?? 0)) return true
  if (level > 0 && part.unevaluatedItems !== undefined) return true
  if (part.contains !== undefined && accepts(part.contains, value[index])) return true
  return partsThatHold(part, value, accepts, resolve).some((inner) =>
    isEvaluated(inner, value, index, accepts, resolve, level + 1),
  )
}
