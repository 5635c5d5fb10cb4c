import { knowsKey, schemasOfKey } from '../validate/accepts-object.ts'
import type { Generation } from '../generate/generation.ts'
import type { Conjunction } from './conjunction.ts'
import type { Schema } from './schema.ts'
import { spend } from '../work.ts'

/** Which keys an object gets, and how many it may have. */
export interface KeyPlan {
  readonly keys: ReadonlyMap<string, { readonly schemas: readonly Schema[]; readonly must: boolean }>
  readonly min: number
  readonly max: number
}

/** All that is said about one key; undefined when the key may not be there. */
export function keySchemas(work: Generation, conjunction: Conjunction, key: string): Schema[] | undefined {
  if (conjunction.forbidden.has(key)) return undefined
  const found: Schema[] = []
  spend(conjunction.parts.length / 64)
  for (const part of conjunction.parts) {
    found.push(...schemasOfKey(part, key))
    if (part.propertyNames !== undefined && !work.prepared.accepts(part.propertyNames, key)) return undefined
    const rest = part.unevaluatedProperties
    if (rest !== undefined && !conjunction.parts.some((other) => knowsKey(other, key))) found.push(rest)
  }
  return found.includes(false) ? undefined : found
}
