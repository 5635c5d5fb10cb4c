import { isObject } from './json-object.ts'
import type { JsonObject } from './json-object.ts'

/** The value of a JSON text; undefined for any other text. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The object of a JSON text; undefined for any other text. */
export function parsedObject(text: string): JsonObject | undefined {
  const value = parsed(text)
  return isObject(value) ? value : undefined
}
