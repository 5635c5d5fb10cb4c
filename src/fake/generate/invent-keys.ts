import type { Random } from '../../random/random.ts'
import { keySchemas, type KeyPlan } from '../schema/key-schemas.ts'
import { FAIL, partPlace, type Generation, type Place } from './generation.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import { checkPattern } from '../pattern/checked-pattern.ts'
import { writePattern } from '../pattern/write.ts'
import type { JsonObject, Schema, SchemaObject } from '../schema/schema.ts'

const NAMES = [
  'primary',
  'secondary',
  'north',
  'south',
  'alpha',
  'beta',
  'gamma',
  'delta',
  'default',
  'backup',
  'main',
  'archive',
  'staging',
  'internal',
]

/** Keys beyond the declared ones, for objects that are maps or that must have more members than they declare. */
export function inventKeys(
  work: Generation,
  conjunction: Conjunction,
  place: Place,
  made: JsonObject,
  plan: KeyPlan,
): { key: string; schemas: readonly Schema[] }[] {
  const count = Object.keys(made).length
  const random = place.random.fork('names')
  const wish = work.isFlat(place) ? 0 : random.int(...wishedCount(conjunction))
  const wanted = Math.min(plan.max, Math.max(plan.min, wish))
  if (count >= wanted) return []
  const found = new Map<string, readonly Schema[]>()
  for (let attempt = 0; count + found.size < wanted && attempt < 20 + wanted * 4; attempt++) {
    const key = drawKey(work, conjunction, place, random, attempt)
    if (key === undefined || Object.hasOwn(made, key) || found.has(key)) continue
    const schemas = keySchemas(work, conjunction, key)
    if (schemas !== undefined) found.set(key, schemas)
  }
  return [...found].map(([key, schemas]) => ({ key, schemas }))
}

/** Fewest and most: maps get a few, an object about which nothing is said may get some, others get none. */
function wishedCount(conjunction: Conjunction): [number, number] {
  const { parts } = conjunction
  if (parts.some((part) => Object.keys(part.properties ?? {}).length > 0)) return [0, 0]
  const describes = (part: SchemaObject) =>
    part.patternProperties !== undefined || typeof part.additionalProperties === 'object'
  if (parts.some(describes)) return [1, 3]
  return parts.every((part) => part.required === undefined && part.additionalProperties !== false)
    ? [0, 2]
    : [0, 0]
}

function drawKey(
  work: Generation,
  conjunction: Conjunction,
  place: Place,
  random: Random,
  attempt: number,
): string | undefined {
  const { parts } = conjunction
  const patterns = parts.flatMap((part) => Object.keys(part.patternProperties ?? {}))
  const rules = parts.map((part) => part.propertyNames).filter((rule) => rule !== undefined)
  if (attempt % 2 === 1 || (patterns.length === 0 && rules.length === 0)) {
    const name = random.pick(NAMES)
    return attempt < 10 ? name : `${name}${attempt}`
  }
  if (rules.length > 0 && (patterns.length === 0 || attempt % 4 === 0)) {
    const name: SchemaObject = { type: 'string' }
    const text = work.compose(
      [name, ...rules],
      partPlace(place, 'key', random.fork(`name ${attempt}`), place.isItem),
    )
    return text === FAIL ? undefined : (text as string)
  }
  const pattern = checkPattern(random.pick(patterns), '')
  const fitting = NAMES.filter((name) => pattern.test(name))
  return fitting.length > 0 && attempt < 8 ? random.pick(fitting) : writePattern(pattern, 1, 40, random)
}
