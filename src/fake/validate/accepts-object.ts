import { isEvaluated } from './in-place-parts.ts'
import type { Accepts, Resolve } from './in-place-parts.ts'
import { patternTest } from '../pattern/checked-pattern.ts'
import { own, type JsonObject, type Schema, type SchemaObject } from '../schema/schema.ts'

export function acceptsObject(
  schema: SchemaObject,
  value: JsonObject,
  accepts: Accepts,
  resolve: Resolve,
): boolean {
  const keys = Object.keys(value)
  if (keys.length < (schema.minProperties ?? 0) || keys.length > (schema.maxProperties ?? Infinity))
    return false
  if (schema.required?.some((key) => !Object.hasOwn(value, key)) === true) return false
  const { propertyNames, unevaluatedProperties } = schema
  if (propertyNames !== undefined && !keys.every((key) => accepts(propertyNames, key))) return false
  if (!dependenciesHold(schema, value, accepts)) return false
  if (!keys.every((key) => schemasOfKey(schema, key).every((part) => accepts(part, value[key])))) return false
  if (unevaluatedProperties === undefined) return true
  const looks = (key: string) => (part: SchemaObject, isPart: boolean) =>
    knowsKey(part, key) || (isPart && part.unevaluatedProperties !== undefined)
  return keys.every(
    (key) =>
      isEvaluated(schema, value, accepts, resolve, looks(key)) || accepts(unevaluatedProperties, value[key]),
  )
}

/** The schemas that one object schema lays on a key, whatever it is called. */
export function schemasOfKey(schema: SchemaObject, key: string): Schema[] {
  const found: Schema[] = []
  const declared = own(schema.properties, key)
  if (declared !== undefined) found.push(declared)
  if (schema.patternProperties !== undefined)
    for (const [pattern, part] of Object.entries(schema.patternProperties))
      if (patternTest(pattern)(key)) found.push(part)
  if (found.length === 0 && schema.additionalProperties !== undefined) found.push(schema.additionalProperties)
  return found
}

/** Whether an object schema says anything of its own about a key. */
export function knowsKey(schema: SchemaObject, key: string): boolean {
  if (schema.additionalProperties !== undefined || own(schema.properties, key) !== undefined) return true
  return Object.keys(schema.patternProperties ?? {}).some((pattern) => patternTest(pattern)(key))
}

function dependenciesHold(schema: SchemaObject, value: JsonObject, accepts: Accepts): boolean {
  for (const [key, names] of Object.entries(schema.dependentRequired ?? {}))
    if (Object.hasOwn(value, key) && names.some((name) => !Object.hasOwn(value, name))) return false
  for (const [key, part] of Object.entries(schema.dependentSchemas ?? {}))
    if (Object.hasOwn(value, key) && !accepts(part, value)) return false
  return true
}
