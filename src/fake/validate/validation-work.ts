import type { Resolve } from './in-place-parts.ts'
import { own, subSchemas, type JsonObject, type Schema, type SchemaObject } from '../schema/schema.ts'
import { isObject } from '../../json/json-object.ts'
import { spend } from '../work.ts'

/** Schemas within schemas, references followed, that any validator looks through at once. */
const MODEST = 2_000
/** Steps of work for a part that the compiled validator looks at. */
const PART = 1 / 64
const DEEPEST = 1_500

/**
 * Charges for what the compiled validator will do with a value: it cannot be stopped, and a few references that lead to
 * a few references each have it look at one value millions of times. Nothing to charge for the schemas that people write.
 * @throws OutOfSteps
 */
export function validationWork(root: Schema, resolve: Resolve): (value: unknown) => void {
  const sizes = new Map<Schema, number>()
  if (sizeOf(root) <= MODEST) return () => {}
  return (value) => look(root, value, 0)

  /** Infinity for what leads back to itself. */
  function sizeOf(schema: Schema): number {
    if (typeof schema === 'boolean') return 1
    const known = sizes.get(schema)
    if (known !== undefined) return known
    sizes.set(schema, Infinity)
    const { $defs: _, ...used } = schema
    let size = 1 + (schema.enum?.length ?? 0) / 10
    for (const part of subSchemas(used)) size += sizeOf(part)
    if (schema.$ref !== undefined) size += sizeOf(resolve(schema.$ref))
    sizes.set(schema, size)
    return size
  }

  function look(schema: Schema, value: unknown, depth: number): void {
    spend(PART)
    if (typeof schema === 'boolean') return
    if (depth > DEEPEST) throw new RangeError('without end')
    if (schema.enum !== undefined) spend((schema.enum.length * PART) / 4)
    for (const part of inPlace(schema)) look(part, value, depth + 1)
    if (Array.isArray(value)) lookAtItems(schema, value, depth + 1)
    else if (isObject(value)) lookAtMembers(schema, value, depth + 1)
  }

  function inPlace(schema: SchemaObject): Schema[] {
    const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
    for (const part of [schema.not, schema.if, schema.then, schema.else])
      if (part !== undefined) parts.push(part)
    if (schema.$ref !== undefined) parts.push(resolve(schema.$ref))
    if (schema.dependentSchemas !== undefined) parts.push(...Object.values(schema.dependentSchemas))
    return parts
  }

  function lookAtItems(schema: SchemaObject, value: readonly unknown[], depth: number): void {
    for (const [index, item] of value.entries()) {
      const part = schema.prefixItems?.[index] ?? schema.items
      for (const it of [part, schema.contains, schema.unevaluatedItems])
        if (it !== undefined) look(it, item, depth)
    }
  }

  function lookAtMembers(schema: SchemaObject, value: JsonObject, depth: number): void {
    const { additionalProperties, unevaluatedProperties, propertyNames } = schema
    for (const [key, member] of Object.entries(value)) {
      const declared = own(schema.properties, key)
      for (const it of [
        declared,
        additionalProperties,
        unevaluatedProperties,
        ...Object.values(schema.patternProperties ?? {}),
      ])
        if (it !== undefined) look(it, member, depth)
      if (propertyNames !== undefined) look(propertyNames, key, depth)
    }
  }
}
