import type { JsonSchema } from '../../src/scenario/schema/shape.ts'

const HEAD = `// Written from the shapes that read scenario files, by
// UPDATE=1 npx vitest run --config test/vitest.config.ts test/scenarios/schema.test.ts
// The language of scenarios as types, so that editors and compilers know every key and every name.

/** The name of a fault. */
export type FaultName = keyof FaultMap

/** A fault as in the header \`x-emulator-fault\`: \`cut\`, \`cut:after=3\`, or several with \`;\` between them. */
export type FaultText = FaultName | \`\${FaultName}\${':' | ';'}\${string}\`

/** Faults: one, or several in their order. */
export type FaultsInput = FaultText | FaultMap | readonly (FaultText | FaultMap)[]

/** Bytes that are no text. */
export type Base64 = Uint8Array | { readonly $base64: string }
`

/** Names of the definitions that are types of their own; the others follow from theirs. */
const NAMES: Readonly<Record<string, string>> = {
  chaos: 'ChaosInput',
  limit: 'LimitInput',
  error: 'ErrorInput',
  fault: 'FaultMap',
  reply: 'ReplyInput',
  upstream: 'UpstreamInput',
  when: 'WhenInput',
  wire: 'WireInput',
}

/** Keys whose values are types of their own, wherever they stand. */
const SHARED: Readonly<Record<string, string>> = {
  fake: 'FakeInput',
  fault: 'FaultsInput',
  faults: 'FaultsInput',
  timing: 'TimingInput',
}

/** Where a text is a part to look for, not a matcher. */
const PLAIN = new Set(['contains', 'starts_with', 'ends_with'])

/** Where the writer stands: what a text means there. */
interface Place {
  readonly text: string
  readonly indent: string
}

/** The language of scenario files, given as JSON Schema, as TypeScript; and that of an order for the next request. Rules beyond types (keys that exclude each other) are left out. */
export function scenarioTypes(schema: JsonSchema, order: JsonSchema): string {
  const defs = schema['$defs'] as Record<string, JsonSchema>
  const { scenarios } = schema['properties'] as { scenarios: { items: JsonSchema } }
  const { replies } = scenarios.items['properties'] as { replies: { items: JsonSchema } }
  const declared = Object.entries(defs).map(([name, def]) => declaration(nameOf(name), def, placeIn(name)))
  const text = { text: 'string', indent: '' }
  const keys = scenarios.items['properties'] as Record<string, JsonSchema>
  return [
    HEAD,
    ...declared,
    ...Object.entries(SHARED)
      .filter(([, name]) => name !== 'FaultsInput')
      .map(([key, name]) => declaration(name, { ...keys[key], description: '' }, text)),
    declaration('NextInput', order, text),
    declaration('ScenarioInput', scenarios.items, text),
    declaration('OutcomeInput', replies.items, text),
  ].join('\n')
}

function declaration(name: string, schema: JsonSchema, place: Place): string {
  const isMap = schema['properties'] !== undefined
  return isMap
    ? `export interface ${name} ${typeOf(schema, place)}\n`
    : `export type ${name} = ${typeOf(schema, place)}\n`
}

function placeIn(definition: string): Place {
  const matches = definition.endsWith('_matcher') || definition === 'when'
  return { text: matches ? 'string | RegExp' : 'string', indent: '' }
}

function nameOf(definition: string): string {
  return NAMES[definition] ?? definition.replace(/(?:^|_)(\w)/g, (_all, first: string) => first.toUpperCase())
}

function typeOf(schema: JsonSchema, place: Place): string {
  const { $ref, anyOf, type, properties, items, additionalProperties } = schema
  if (typeof $ref === 'string') return nameOf($ref.slice('#/$defs/'.length))
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum']))
    return union((schema['enum'] as readonly string[]).map((word) => `'${word}'`))
  if (Array.isArray(anyOf)) return union((anyOf as JsonSchema[]).map((one) => typeOf(one, place)))
  if (Array.isArray(type)) return union(type.map((one: string) => typeOf(only(one, schema), place)))
  if (properties !== undefined) return mapType(schema, place)
  if (type === 'array')
    return `readonly (${items === undefined ? 'unknown' : typeOf(items as JsonSchema, place)})[]`
  if (type === 'object')
    return isSchema(additionalProperties)
      ? `{ readonly [name: string]: ${typeOf(additionalProperties, place)} }`
      : '{ readonly [key: string]: unknown }'
  return SCALARS[String(type)] ?? (type === 'string' ? place.text : 'unknown')
}

const SCALARS: Readonly<Record<string, string>> = {
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
}

/** The schema for one of its types alone. */
function only(type: string, schema: JsonSchema): JsonSchema {
  return type === 'object' ? { ...schema, type } : { type }
}

function mapType(schema: JsonSchema, place: Place): string {
  const properties = Object.entries(schema['properties'] as Record<string, JsonSchema>)
  if (properties.length === 1 && properties[0]![0] === '$base64') return 'Base64'
  if (properties.length === 0) return '{ readonly [key: string]: never }'
  const required = (schema['required'] ?? []) as readonly string[]
  const indent = `${place.indent}  `
  const lines = properties.map(([key, value]) => {
    const type = SHARED[key] ?? typeOf(value, { text: textAt(key, place), indent })
    const about =
      value['description'] === undefined ? '' : `${indent}/** ${String(value['description'])} */\n`
    return `${about}${indent}readonly ${key}${required.includes(key) ? '' : '?'}: ${type} | undefined\n`
  })
  return `{\n${lines.join('')}${place.indent}}`
}

function textAt(key: string, { text }: Place): string {
  if (key === 'tools' || PLAIN.has(key)) return 'string'
  return text
}

function union(types: readonly string[]): string {
  const all = [...new Set(types.flatMap((type) => (/[{(]/.test(type) ? [type] : type.split(' | '))))]
  return all.join(' | ')
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null
}
