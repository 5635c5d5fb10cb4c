/** Freezes a value and all that it holds; bytes cannot be frozen and stay as they are. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || Object.isFrozen(value))
    return value
  Object.freeze(value)
  for (const key of Object.keys(value)) deepFreeze(value[key as keyof T])
  return value
}
