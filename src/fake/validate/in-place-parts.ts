import type { Schema, SchemaObject } from '../schema/schema.ts'
import { isObject } from '../../json/json-object.ts'

/** Answers `$ref`s. */
export type Resolve = (reference: string) => Schema

export type Accepts = (schema: Schema, value: unknown) => boolean

/** The in-place parts of a schema that hold for a value: those whose looks count as evaluation. */
function partsThatHold(part: SchemaObject, value: unknown, accepts: Accepts, resolve: Resolve): Schema[] {
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

/**
 * Whether some keyword beside an `unevaluated…` one, or in a part that holds, has looked at an item or a key. `looks`: whether
 * the keywords of one schema have; `isPart` for all but the outermost.
 */
export function isEvaluated(
  schema: Schema,
  value: unknown,
  accepts: Accepts,
  resolve: Resolve,
  looks: (schema: SchemaObject, isPart: boolean) => boolean,
  level = 0,
): boolean {
  if (!isObject(schema) || level > MOST_LEVELS) return false
  const part: SchemaObject = schema
  return (
    looks(part, level > 0) ||
    partsThatHold(part, value, accepts, resolve).some((inner) =>
      isEvaluated(inner, value, accepts, resolve, looks, level + 1),
    )
  )
}

/** A part may refer to itself. */
const MOST_LEVELS = 30
