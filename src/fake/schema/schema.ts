/** A JSON Schema after `normalizeSchema`: one dialect (2020-12), references only to `#` and `#/$defs/…`. */
export type Schema = boolean | SchemaObject

export interface SchemaObject {
  $ref?: string
  $defs?: Record<string, Schema>
  title?: string
  description?: string
  default?: unknown
  examples?: readonly unknown[]
  type?: JsonType | readonly JsonType[]
  enum?: readonly unknown[]
  const?: unknown
  allOf?: readonly Schema[]
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  not?: Schema
  if?: Schema
  then?: Schema
  else?: Schema
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: Schema
  unevaluatedProperties?: Schema
  propertyNames?: Schema
  required?: readonly string[]
  minProperties?: number
  maxProperties?: number
  dependentRequired?: Record<string, readonly string[]>
  dependentSchemas?: Record<string, Schema>
  prefixItems?: readonly Schema[]
  items?: Schema
  unevaluatedItems?: Schema
  contains?: Schema
  minContains?: number
  maxContains?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  contentEncoding?: string
  contentMediaType?: string
  contentSchema?: Schema
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

export const jsonTypes: readonly string[] = [
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
]

export type JsonObject = Record<string, unknown>

/** The schemas that stand directly inside another. */
export function subSchemas(schema: SchemaObject): Schema[] {
  const found: Schema[] = []
  for (const map of [schema.$defs, schema.properties, schema.patternProperties, schema.dependentSchemas])
    if (map !== undefined) found.push(...Object.values(map))
  for (const list of [schema.allOf, schema.anyOf, schema.oneOf, schema.prefixItems])
    if (list !== undefined) found.push(...list)
  for (const one of [
    schema.not,
    schema.if,
    schema.then,
    schema.else,
    schema.items,
    schema.contains,
    schema.propertyNames,
    schema.additionalProperties,
    schema.unevaluatedProperties,
    schema.unevaluatedItems,
    schema.contentSchema,
  ])
    if (one !== undefined) found.push(one)
  return found
}

export function typesOf(schema: SchemaObject): readonly JsonType[] | undefined {
  if (schema.type === undefined) return undefined
  return typeof schema.type === 'string' ? [schema.type] : schema.type
}

/** An own property, so that keys such as `constructor` are never found on the prototype. */
export function own<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

/** Sets a key as own data, even `__proto__`. */
export function setOwn(record: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') record[key] = value
  else Object.defineProperty(record, key, { value, enumerable: true, writable: true, configurable: true })
}

/** What a JSON value is called by `type`; an integral number is an `integer`. */
export function jsonTypeOf(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value as JsonType
}

/** Equality as `const`, `enum` and `uniqueItems` understand it: by JSON value, whatever the order of keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(
    (key) => Object.hasOwn(b, key) && sameJson((a as JsonObject)[key], (b as JsonObject)[key]),
  )
}
