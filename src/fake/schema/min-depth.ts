import { schemasOfKey } from '../validate/accepts-object.ts'
import { subSchemas, typesOf, type Schema, type SchemaObject } from './schema.ts'
import { spend } from '../work.ts'

/** How many levels the flattest value of a schema has below itself; Infinity when it can never end. */
export type HeightOf = (schema: Schema) => number

/** Worked out for all parts at once, by going round until nothing falls any more: recursive types have no first part. */
export function measureHeights(root: Schema, resolve: (reference: string) => Schema): HeightOf {
  const heights = new Map<SchemaObject, number>()
  collect(root, heights)
  const heightOf: HeightOf = (schema) =>
    typeof schema === 'boolean' ? (schema ? 0 : Infinity) : (heights.get(schema) ?? 0)
  for (let round = 0, changed = true; changed && round < 200; round++) {
    changed = false
    spend(heights.size / 50)
    for (const [schema, before] of heights) {
      const height = measure(schema, heightOf, resolve)
      if (height >= before) continue
      heights.set(schema, height)
      changed = true
    }
  }
  return heightOf
}

function measure(schema: SchemaObject, heightOf: HeightOf, resolve: (reference: string) => Schema): number {
  if ('const' in schema || schema.enum !== undefined) return 0
  const parts = [ownHeight(schema, heightOf), ...(schema.allOf ?? []).map(heightOf)]
  if (schema.$ref !== undefined) parts.push(heightOf(resolve(schema.$ref)))
  for (const list of [schema.anyOf, schema.oneOf])
    if (list !== undefined) parts.push(Math.min(...list.map(heightOf)))
  return Math.max(...parts)
}

function ownHeight(schema: SchemaObject, heightOf: HeightOf): number {
  const types = typesOf(schema)
  if (types === undefined && schema.required === undefined && schema.minItems === undefined) return 0
  const heights = (types ?? ['object', 'array']).map((type) => {
    if (type === 'object') return objectHeight(schema, heightOf)
    return type === 'array' ? arrayHeight(schema, heightOf) : 0
  })
  return types === undefined ? Math.max(...heights) : Math.min(...heights)
}

function objectHeight(schema: SchemaObject, heightOf: HeightOf): number {
  const inner = (schema.required ?? []).flatMap((key) => schemasOfKey(schema, key)).map(heightOf)
  return inner.length === 0 ? 0 : 1 + Math.max(...inner)
}

function arrayHeight(schema: SchemaObject, heightOf: HeightOf): number {
  const least = schema.minItems ?? 0
  const prefix = schema.prefixItems ?? []
  const inner = prefix.slice(0, least).map(heightOf)
  if (least > prefix.length && schema.items !== undefined) inner.push(heightOf(schema.items))
  if (schema.contains !== undefined && (schema.minContains ?? 1) > 0) inner.push(heightOf(schema.contains))
  return inner.length === 0 ? 0 : 1 + Math.max(...inner)
}

function collect(schema: Schema, heights: Map<SchemaObject, number>): void {
  if (typeof schema === 'boolean' || heights.has(schema)) return
  heights.set(schema, Infinity)
  for (const part of subSchemas(schema)) collect(part, heights)
}
