import { whenKeys } from './when-shape.ts'

/** Keys that say what an error is like, and mean nothing beside it. */
const OF_ERRORS = ['retry_after', 'status', 'code', 'param']

/** Where a key belongs that stands in a scenario, in chaos or in an order, and is a condition or part of an error. */
export function misplaced(key: string): string | undefined {
  if (OF_ERRORS.includes(key))
    return `it belongs into the error: error: { name: azure.rate_limit, ${key}: … }`
  return Object.hasOwn(whenKeys, key) ? `it belongs into when: when: { ${key}: … }` : undefined
}
