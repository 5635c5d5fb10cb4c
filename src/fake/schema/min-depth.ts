import { schemasOfKey } from '../validate/accepts-object.ts'
import { subSchemas, typesOf, type Schema, type SchemaObject } from './schema.ts'
import { spend } from '../work.ts'

/** How many levels the flattest value of a schema has below itself; Infinity when it can never end. */
export type MinDepthOf = (schema: Schema) => number

/** Worked out for all parts at once, by going round until nothing falls any more: recursive types have no first part. */
export function measureMinDepths(root: Schema, resolve: (reference: string) => Schema): MinDepthOf {
  const depths = new Map<SchemaObject, number>()
  collect(root, depths)
  const minDepthOf: MinDepthOf = (schema) =>
    typeof schema === 'boolean' ? (schema ? 0 : Infinity) : (depths.get(schema) ?? 0)
  for (let round = 0, changed = true; changed && round < 200; round++) {
    changed = false
    spend(depths.size / 50)
    for (const [schema, before] of depths) {
      const depth = measure(schema, minDepthOf, resolve)
      if (depth >= before) continue
      depths.set(schema, depth)
      changed = true
    }
  }
  return minDepthOf
}

function measure(
  schema: SchemaObject,
  minDepthOf: MinDepthOf,
  resolve: (reference: string) => Schema,
): number {
  if ('const' in schema || schema.enum !== undefined) return 0
  const parts = [ownDepth(schema, minDepthOf), ...(schema.allOf ?? []).map(minDepthOf)]
  if (schema.$ref !== undefined) parts.push(minDepthOf(resolve(schema.$ref)))
  for (const list of [schema.anyOf, schema.oneOf])
    if (list !== undefined) parts.push(Math.min(...list.map(minDepthOf)))
  return Math.max(...parts)
}

function ownDepth(schema: SchemaObject, minDepthOf: MinDepthOf): number {
  const types = typesOf(schema)
  if (types === undefined && schema.required === undefined && schema.minItems === undefined) return 0
  const depths = (types ?? ['object', 'array']).map((type) => {
    if (type === 'object') return objectDepth(schema, minDepthOf)
    return type === 'array' ? arrayDepth(schema, minDepthOf) : 0
  })
  return types === undefined ? Math.max(...depths) : Math.min(...depths)
}

function objectDepth(schema: SchemaObject, minDepthOf: MinDepthOf): number {
  const inner = (schema.required ?? []).flatMap((key) => schemasOfKey(schema, key)).map(minDepthOf)
  return inner.length === 0 ? 0 : 1 + Math.max(...inner)
}

function arrayDepth(schema: SchemaObject, minDepthOf: MinDepthOf): number {
  const least = schema.minItems ?? 0
  const prefix = schema.prefixItems ?? []
  const inner = prefix.slice(0, least).map(minDepthOf)
  if (least > prefix.length && schema.items !== undefined) inner.push(minDepthOf(schema.items))
  if (schema.contains !== undefined && (schema.minContains ?? 1) > 0) inner.push(minDepthOf(schema.contains))
  return inner.length === 0 ? 0 : 1 + Math.max(...inner)
}

function collect(schema: Schema, depths: Map<SchemaObject, number>): void {
  if (typeof schema === 'boolean' || depths.has(schema)) return
  depths.set(schema, Infinity)
  for (const part of subSchemas(schema)) collect(part, depths)
}
