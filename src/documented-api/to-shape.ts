import { isObject } from '../json/json-object.ts'
import type { Shape } from './page-schemas.ts'

/**
 * As much of a value as the page knows, its keys in the page's order: unknown keys go, and so does what is not of the
 * documented type, a null too. Where a text is wanted any other scalar becomes one. `undefined`: nothing is left.
 */
export function toShape(value: unknown, shape: Shape): unknown {
  switch (shape.type) {
    case 'object':
      return isObject(value) ? shapedObject(value, shape) : undefined
    case 'array':
      return Array.isArray(value)
        ? value.map((entry) => toShape(entry, shape.items ?? {})).filter((entry) => entry !== undefined)
        : undefined
    case 'string':
      return typeof value === 'string' ? value : scalarText(value)
    case 'integer':
      return Number.isInteger(value) ? value : undefined
    case 'number':
      return typeof value === 'number' ? value : undefined
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    default:
      return value ?? undefined
  }
}

function shapedObject(value: Readonly<Record<string, unknown>>, shape: Shape): object {
  const { properties = {}, additionalProperties } = shape
  const shaped: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(properties)) {
    const entry = Object.hasOwn(value, key) ? toShape(value[key], inner) : undefined
    if (entry !== undefined) shaped[key] = entry
  }
  if (additionalProperties === undefined || additionalProperties === false) return shaped
  const rest = additionalProperties === true ? {} : additionalProperties
  for (const [key, entry] of Object.entries(value)) {
    if (Object.hasOwn(properties, key)) continue
    const inner = toShape(entry, rest)
    if (inner !== undefined) shaped[key] = inner
  }
  return shaped
}

/** A code that is a number, a parameter that is a list: the page has a text there. */
function scalarText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value)
}
