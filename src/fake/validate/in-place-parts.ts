import type { Schema, SchemaObject } from '../schema/schema.ts'
import { isObject } from '../../json/json-object.ts'

/** Answers `$ref`s. */
export type Resolve = (reference: string) => Schema

export type Accepts = (schema: Schema, value: unknown) => boolean

/** The in-place parts of a schema that hold for a value: those whose looks count as evaluation. */
export function partsThatHold(
  part: SchemaObject,
  value: unknown,
  accepts: Accepts,
  resolve: Resolve,
): Schema[] {
  const parts: Schema[] = [...(part.allOf ?? []), ...(part.anyOf ?? []), ...(part.oneOf ?? [])]
  if (part.$ref !== undefined) parts.push(resolve(part.$ref))
  if (part.if !== undefined) {
    const holds = accepts(part.if, value)
    const branch = holds ? part.then : part.else
    if (holds) parts.push(part.if)
    if (branch !== undefined) parts.push(branch)
  }
  if (isObject(value))
    for (const [key, dependent] of Object.entries(part.dependentSchemas ?? {}))
      if (Object.hasOwn(value, key)) parts.push(dependent)
  return parts.filter((inner) => accepts(inner, value))
}
