import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'

/** `response_format` with a schema as Anthropic's `output_config.format`: without name and strictness, types in lists taken apart. Undefined: none. */
export function normalizedFormat(format: unknown): JsonObject | undefined {
  const { type, json_schema: own } = (format ?? {}) as { type?: unknown; json_schema?: unknown }
  if (type !== 'json_schema' || !isObject(own)) return undefined
  const { schema } = own
  return isObject(schema) ? { type, schema: normalized(schema) } : { type }
}

/** The gateway reads and writes it with sorted keys. */
function normalized(schema: JsonObject): JsonObject {
  const own: Record<string, unknown> = { ...schema }
  const types = typesOf(own['type'])
  if (types !== undefined) {
    const told = types.filter((type) => type !== 'null')
    if (told.length === 0) own['type'] = 'null'
    else if (types.length === 1) own['type'] = told[0]
    else {
      delete own['type']
      own['anyOf'] = [
        ...told.map((type) => branch(type, schema['enum'])),
        ...(told.length < types.length ? [{ type: 'null' }] : []),
      ]
      delete own['enum']
    }
  }
  for (const key of ['properties', 'definitions', '$defs'] as const) {
    const part = schema[key]
    if (isObject(part))
      own[key] = Object.fromEntries(Object.entries(part).map(([name, it]) => [name, inner(it)]))
  }
  if (isObject(schema['items'])) own['items'] = normalized(schema['items'])
  for (const key of ['anyOf', 'oneOf', 'allOf'] as const) {
    const part = schema[key]
    if (Array.isArray(part)) own[key] = part.map(inner)
  }
  return own
}

function inner(value: unknown): unknown {
  return isObject(value) ? normalized(value) : value
}

function typesOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return undefined
  const types = value.filter((one) => typeof one === 'string')
  return types.length === 0 ? undefined : types
}

/** One of several types, with those of the values that are of it. */
function branch(type: string, values: unknown): JsonObject {
  if (!Array.isArray(values)) return values === undefined ? { type } : { type, enum: values }
  const fit = values.filter((value) => isOf(value, type))
  return fit.length === 0 ? { type } : { type, enum: fit }
}

function isOf(value: unknown, type: string): boolean {
  if (value === null) return type === 'null'
  if (typeof value === 'number') return type === 'number' || (type === 'integer' && Number.isInteger(value))
  return typeof value === 'object' || typeof value === type
}
