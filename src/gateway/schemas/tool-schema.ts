import { bytesToText, textToBytes } from '../go-json/bytes.ts'
import { encoder } from '../go-json/encode.ts'
import { GoError } from '../go-json/errors.ts'
import { decodeExact } from '../go-json/exact.ts'
import { projectFast } from '../go-json/fast.ts'
import { ORDERED_MAP, keysInOrder } from '../go-json/ordered-map.ts'
import { ANY, BOOL, FLOAT, INT, STRING, field, optional, ptr, slice, struct } from '../go-json/types.ts'
import type { GoType, StructType, TextType, UnionType } from '../go-json/types.ts'
import type { UpstreamRules } from '../profiles/profile.ts'
import { normalPart } from './normal-schema.ts'

const ADDITIONAL_PROPERTIES: UnionType = {
  kind: 'union',
  goName: 'schemas.AdditionalPropertiesStruct',
  options: [BOOL, ORDERED_MAP],
  message: 'additionalProperties must be either a boolean or an object',
  escape: 'html',
}

const SCHEMA = struct('schemas.Alias', [
  field('type', STRING),
  optional('description', ptr(STRING)),
  field('properties', ptr(ORDERED_MAP)),
  optional('required', slice(STRING)),
  optional('additionalProperties', ptr(ADDITIONAL_PROPERTIES)),
  optional('enum', slice(STRING)),
  optional('$defs', ptr(ORDERED_MAP)),
  optional('definitions', ptr(ORDERED_MAP)),
  optional('$ref', ptr(STRING)),
  optional('items', ptr(ORDERED_MAP)),
  optional('minItems', ptr(INT)),
  optional('maxItems', ptr(INT)),
  optional('anyOf', slice(ORDERED_MAP)),
  optional('oneOf', slice(ORDERED_MAP)),
  optional('allOf', slice(ORDERED_MAP)),
  optional('format', ptr(STRING)),
  optional('pattern', ptr(STRING)),
  optional('minLength', ptr(INT)),
  optional('maxLength', ptr(INT)),
  optional('minimum', ptr(FLOAT)),
  optional('maximum', ptr(FLOAT)),
  optional('title', ptr(STRING)),
  optional('default', ANY),
  optional('nullable', ptr(BOOL)),
])
const NAMES = new Set(SCHEMA.fields.map(({ name }) => name))

type Schema = Record<string, unknown>

/**
 * The JSON Schema of a tool's arguments, or a string that holds one. Keys that the gateway does not know are lost.
 * `client`: the others keep the client's order; `type` and `properties` are always there, except in a bare `{}`; the keys
 * of the value stand in the order in which they are written. `fixed`: the order of the type. `normal`: that order, and one for
 * every schema below, too.
 */
export function toolSchema(order: UpstreamRules['toolSchemaOrder']): GoType {
  if (order === 'fixed') return FIXED_ORDER
  return order === 'client' ? CLIENT_ORDER : NORMAL_ORDER
}

const CLIENT_ORDER: TextType = {
  kind: 'text',
  goName: 'schemas.ToolFunctionParameters',
  decode: decodeSchema,
  project: (parsed) => {
    if (typeof parsed !== 'object' || parsed === null) return undefined
    const keys = Object.keys(parsed)
    return keys.length === 0 ? {} : inOrder(projectFast(SCHEMA, parsed) as Schema, keys)
  },
  encode: encodeSchema,
}

/** `type` and `properties` are always there. */
const NORMAL_ORDER: TextType = {
  kind: 'text',
  goName: 'schemas.ToolFunctionParameters',
  decode: (bytes) => normal(decodeOwn(unpacked(bytes), SCHEMA) ?? {}),
  project: (parsed) =>
    typeof parsed === 'object' && parsed !== null ? normal(projectFast(SCHEMA, parsed) as Schema) : undefined,
  encode: encodeSchema,
}

function normal(schema: Schema): Schema {
  const ordered: Schema = {}
  for (const name of NAMES) {
    const value = schema[name] ?? ALWAYS[name]
    if (value !== undefined) ordered[name] = normalPart(name, value)
  }
  return ordered
}

const first = ['type', 'description', 'required', 'properties', 'enum', 'additionalProperties']
const FIXED = struct(
  'schemas.Alias',
  [
    ...first.map((name) => SCHEMA.fields.find((one) => one.name === name)!),
    ...SCHEMA.fields.filter(({ name }) => !first.includes(name)),
  ].map((one) => (one.name === 'properties' ? { ...one, omitEmpty: true } : one)),
)

const FIXED_ORDER: TextType = {
  kind: 'text',
  goName: 'schemas.ToolFunctionParameters',
  decode: (bytes) => decodeOwn(unpacked(bytes), FIXED) ?? {},
  project: (parsed) =>
    typeof parsed === 'object' && parsed !== null ? projectFast(FIXED, parsed) : undefined,
  encode: (value) => encoder(FIXED, 'html')(value),
}

function decodeSchema(bytes: Uint8Array): Schema {
  const own = unpacked(bytes)
  const schema = decodeOwn(own, SCHEMA)
  const text = bytesToText(own)
  return /^\s*\{\s*\}\s*$/.test(text) ? {} : inOrder(schema ?? {}, keysInOrder(text))
}

function decodeOwn(own: Uint8Array, type: StructType): Schema | undefined {
  try {
    return decodeExact(type, own) as Schema | undefined
  } catch (error) {
    if (!(error instanceof GoError)) throw error
    throw new GoError(`failed to unmarshal ToolFunctionParameters: ${error.message}`)
  }
}

/** Some clients send the schema as a string. */
function unpacked(bytes: Uint8Array): Uint8Array {
  try {
    return textToBytes(decodeExact(STRING, bytes) as string)
  } catch (error) {
    if (error instanceof GoError) return bytes
    throw error
  }
}

/** The client's order first, what it does not name in the order of the type. */
function inOrder(schema: Schema, order: readonly string[]): Schema {
  const ordered: Schema = {}
  const put = (name: string) => {
    if (name in schema || name in ALWAYS) ordered[name] = schema[name] ?? ALWAYS[name]
  }
  for (const name of order) if (NAMES.has(name)) put(name)
  for (const name of NAMES) if (!(name in ordered)) put(name)
  if (new Set(order).size < order.length) Object.defineProperty(ordered, REPEATED, { value: order })
  return ordered
}

/** On a schema of which the client wrote a key twice: all its keys. The gateway writes such a key twice, too. */
const REPEATED = Symbol('repeated')

function keysOf(schema: Schema & { [REPEATED]?: readonly string[] }): Iterable<string> {
  const names = Object.keys(schema)
  const repeated = schema[REPEATED]?.filter((name) => names.includes(name))
  return repeated === undefined ? names : [...repeated, ...names.filter((name) => !repeated.includes(name))]
}

const ALWAYS: Schema = { type: '', properties: {} }

const TYPES = new Map<string, { type: GoType; omitEmpty: boolean }>(
  SCHEMA.fields.map((one) => [one.name, one]),
)

function encodeSchema(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  const parts: string[] = []
  for (const name of keysOf(value as Schema)) {
    const one = (value as Schema)[name]
    const known = TYPES.get(name)
    if (known === undefined || (known.omitEmpty && isEmpty(known.type, one))) continue
    parts.push(`${JSON.stringify(name)}:${encoder(known.type, 'html')(one)}`)
  }
  return `{${parts.join(',')}}`
}

function isEmpty(type: GoType, value: unknown): boolean {
  return value === undefined || value === null || (type.kind === 'slice' && (value as unknown[]).length === 0)
}
