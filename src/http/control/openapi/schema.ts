import type { Shape } from '../../../shape/shape.ts'

/** A JSON Schema as OpenAPI 3.1 has it. */
export type Schema = { readonly [key: string]: unknown }

export const text: Schema = { type: 'string' }
export const number: Schema = { type: 'number' }
export const count: Schema = { type: 'integer', minimum: 0 }
export const flag: Schema = { type: 'boolean' }
export const anything: Schema = {}
export const someObject: Schema = { type: 'object' }
export const ok: Schema = object({ ok: flag })
export const time: Schema = { type: 'string', format: 'date-time' }

/** An object that has all of these, and any of `optional`. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return { type: 'object', required: Object.keys(properties), properties: { ...properties, ...optional } }
}

export function list(items: Schema): Schema {
  return { type: 'array', items }
}

export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] }
}

export function oneOf(...words: readonly string[]): Schema {
  return { type: 'string', enum: words }
}

export function ref(name: string): Schema {
  return { $ref: `${name}#` }
}

/** An object with these keys at most. */
export function closed(optional: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties: optional, additionalProperties: false }
}

export function about(description: string, schema: Schema): Schema {
  return { ...schema, description }
}

/** A parameter that takes these words alone. */
export function words(description: string, ...known: readonly string[]): Schema {
  return { type: 'string', enum: known, description }
}

/** What a shape takes, itself or a list of it. Parts of the language of scenarios are described in its own schema. */
export function taken(shape: Shape<unknown>): Schema {
  return shape.schema({
    names: {},
    define: (name, schema) =>
      name === 'duration'
        ? schema()
        : { description: `As in a scenario: ${name} in /_emulator/scenario.schema.json.` },
  })
}
