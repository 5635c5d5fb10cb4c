/** What JSON calls an object. */
export type JsonObject = { readonly [key: string]: unknown }

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
