import { checkBound, describe } from './budget.ts'
import { checkPattern } from '../pattern/checked-pattern.ts'
import { pointer, SchemaProblem } from '../problem.ts'
import { jsonTypes, type JsonObject, type SchemaObject } from './schema.ts'

const COUNTS = [
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
]
const NUMBERS = ['minimum', 'maximum', 'multipleOf']
const TEXTS = ['title', 'description', 'format', 'contentEncoding', 'contentMediaType']

/** Copies what says something by itself: types, lists of values, texts. @throws SchemaProblem */
export function readPlain(raw: JsonObject, schema: SchemaObject, path: string): void {
  for (const key of TEXTS) {
    const text = raw[key]
    if (typeof text === 'string' && text !== '') (schema as JsonObject)[key] = text
  }
  if ('default' in raw) schema.default = raw['default']
  if ('const' in raw) schema.const = raw['const']
  if (Array.isArray(raw['examples'])) schema.examples = raw['examples']
  else if ('example' in raw) schema.examples = [raw['example']]
  if (raw['uniqueItems'] === true) schema.uniqueItems = true
  if (raw['type'] !== undefined) schema.type = readType(raw['type'], pointer(path, 'type'))
  // `required: true` inside a property is draft 3; it says nothing about this object.
  if (Array.isArray(raw['required'])) schema.required = nameList(raw['required'], pointer(path, 'required'))
  const list = raw['enum']
  if (list !== undefined) {
    if (!Array.isArray(list) || list.length === 0)
      throw new SchemaProblem(
        pointer(path, 'enum'),
        `enum must list at least one value, got ${describe(list)}`,
      )
    schema.enum = list
  }
  if (raw['pattern'] !== undefined) {
    const pattern = raw['pattern']
    if (typeof pattern !== 'string')
      throw new SchemaProblem(pointer(path, 'pattern'), `pattern must be a string, got ${describe(pattern)}`)
    checkPattern(pattern, pointer(path, 'pattern'))
    schema.pattern = pattern
  }
}

/** Copies the numeric keywords, exclusive bounds in their modern spelling. @throws SchemaProblem */
export function readBounds(raw: JsonObject, schema: SchemaObject, path: string): void {
  const out = schema as JsonObject
  for (const key of [...COUNTS, ...NUMBERS]) {
    const value = raw[key]
    if (value === undefined) continue
    const wrong = typeof value !== 'number' || !Number.isFinite(value)
    if (wrong || (COUNTS.includes(key) && (value < 0 || !Number.isInteger(value))))
      throw new SchemaProblem(pointer(path, key), `${key} must be a fitting number, got ${describe(value)}`)
    if (key === 'multipleOf' && value <= 0)
      throw new SchemaProblem(pointer(path, key), `multipleOf must be above 0, got ${value}`)
    checkBound(key, value, path)
    out[key] = value
  }
  for (const [key, plain] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const value = raw[key]
    if (typeof value === 'number' && Number.isFinite(value)) schema[key] = value
    else if (value === true && schema[plain] !== undefined) {
      schema[key] = schema[plain]
      delete schema[plain]
    } else if (value !== undefined && typeof value !== 'boolean')
      throw new SchemaProblem(pointer(path, key), `${key} must be a number, got ${describe(value)}`)
  }
}

function readType(raw: unknown, path: string): SchemaObject['type'] {
  const list = Array.isArray(raw) ? raw : [raw]
  const unknown = list.find((name) => typeof name !== 'string' || !jsonTypes.includes(name))
  if (list.length === 0 || unknown !== undefined)
    throw new SchemaProblem(
      path,
      `unknown type ${describe(unknown ?? raw)}; known are ${jsonTypes.join(', ')}`,
    )
  return raw as SchemaObject['type']
}

/** @throws SchemaProblem */
export function nameList(raw: unknown, path: string): string[] {
  const list = typeof raw === 'string' ? [raw] : raw
  if (!Array.isArray(list) || list.some((name) => typeof name !== 'string'))
    throw new SchemaProblem(path, `expected a list of property names, got ${describe(raw)}`)
  return [...new Set(list as string[])]
}
