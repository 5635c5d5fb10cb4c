import type { Random } from '../../random/random.ts'
import { FAIL, partPlace, type Generation, type Place } from './generation.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import { personOf } from '../realistic/faker.ts'
import { keySchemas, type KeyPlan } from '../schema/key-schemas.ts'
import { inventKeys } from './invent-keys.ts'
import { own, setOwn, type JsonObject, type Schema } from '../schema/schema.ts'

/** An object: what is required, some of what is optional, invented keys where the schema wants a map. */
export function generateObject(work: Generation, conjunction: Conjunction, place: Place): unknown {
  const plan = planKeys(work, conjunction, place)
  if (plan === FAIL) return FAIL
  const inner = innerPlace(work, conjunction, place)
  const made: JsonObject = {}
  let count = 0
  for (const [key, wanted] of plan.keys) {
    if (!wanted.must && count >= plan.max) continue
    const value = work.compose(wanted.schemas, partPlace(inner, key, place.random.fork(key), false))
    if (value !== FAIL) {
      setOwn(made, key, value)
      count++
    } else if (wanted.must) return FAIL
  }
  for (const { key, schemas } of inventKeys(work, conjunction, place, made, plan)) {
    const value = work.compose(schemas, partPlace(inner, key, place.random.fork(key), true))
    if (value !== FAIL && ++count) setOwn(made, key, value)
  }
  if (count < plan.min)
    return work.fail(
      place,
      conjunction,
      `no more than ${count} of the ${plan.min} properties it wants can be made`,
    )
  return inOrder(made, conjunction)
}

function planKeys(work: Generation, conjunction: Conjunction, place: Place): KeyPlan | typeof FAIL {
  const { parts } = conjunction
  const required = requiredKeys(conjunction)
  const min = Math.max(0, ...parts.map((part) => part.minProperties ?? 0))
  const max = Math.min(...parts.map((part) => part.maxProperties ?? Infinity))
  const keys = new Map<string, { schemas: readonly Schema[]; must: boolean }>()
  const spare: [string, readonly Schema[]][] = []
  const flat = work.isFlat(place)
  const random = place.random.fork('optional')
  for (const key of declaredKeys(conjunction, required)) {
    const must = required.has(key)
    const schemas = keySchemas(work, conjunction, key)
    if (schemas === undefined) {
      if (must)
        return work.fail(
          place,
          conjunction,
          `the property ${JSON.stringify(key)} is both required and forbidden`,
        )
      continue
    }
    if (must && schemas.some((schema) => work.prepared.minDepthOf(schema) === Infinity))
      return work.fail(
        place,
        conjunction,
        `the property ${JSON.stringify(key)} is required, but its values can never end`,
      )
    if (must || wants(work, schemas, flat, place, random)) keys.set(key, { schemas, must })
    else spare.push([key, schemas])
  }
  if (required.size > max)
    return work.fail(
      place,
      conjunction,
      `${required.size} properties are required but at most ${max} are allowed`,
    )
  for (const [key, schemas] of spare) if (keys.size < min) keys.set(key, { schemas, must: false })
  completeDependents(work, conjunction, keys)
  return { keys, min, max }
}

/** Optional properties come more often than not; those that never end do not come at all. */
function wants(
  work: Generation,
  schemas: readonly Schema[],
  flat: boolean,
  place: Place,
  random: Random,
): boolean {
  const drawn = random.next()
  if (flat || schemas.some((schema) => work.prepared.minDepthOf(schema) === Infinity)) return false
  return drawn < (place.optional ?? (work.full ? 1 : 0.7))
}

function requiredKeys(conjunction: Conjunction): Set<string> {
  const required = new Set(conjunction.required)
  for (const part of conjunction.parts) for (const key of part.required ?? []) required.add(key)
  for (let grown = true; grown;) {
    grown = false
    for (const part of conjunction.parts)
      for (const key of required)
        for (const name of own(part.dependentRequired, key) ?? [])
          if (!required.has(name)) grown = required.add(name).has(name)
  }
  return required
}

/** In the order in which the schema speaks of them. */
function declaredKeys(conjunction: Conjunction, required: ReadonlySet<string>): Set<string> {
  const keys = new Set<string>()
  for (const part of conjunction.parts) for (const key of Object.keys(part.properties ?? {})) keys.add(key)
  for (const key of required) keys.add(key)
  return keys
}

/** Whoever brings a key brings what it depends on; where that cannot be, neither comes. */
function completeDependents(
  work: Generation,
  conjunction: Conjunction,
  keys: Map<string, { schemas: readonly Schema[]; must: boolean }>,
): void {
  for (const part of conjunction.parts)
    for (const [key, names] of Object.entries(part.dependentRequired ?? {})) {
      if (!keys.has(key)) continue
      for (const name of names) {
        const schemas = keySchemas(work, conjunction, name)
        if (schemas === undefined && !keys.get(key)!.must) keys.delete(key)
        else if (schemas !== undefined && keys.has(key)) keys.set(name, { schemas, must: true })
      }
    }
}

/** Each object of a list is about somebody else; a nested object is about the same person. */
function innerPlace(work: Generation, conjunction: Conjunction, place: Place): Place {
  const title = conjunction.parts.find((part) => part.title !== undefined)?.title
  const parent = place.key === '' ? (title ?? place.parent) : place.key
  const person = place.isItem ? personOf(work, place.random.fork('person')) : place.person
  const { key, random, lineage, nested } = place
  const depth = place.depth + 1
  return { depth, key, parent, random, person, isItem: false, lineage, nested, optional: undefined }
}

function inOrder(made: JsonObject, conjunction: Conjunction): JsonObject {
  const order = Object.keys(conjunction.parts.find((part) => part.properties !== undefined)?.properties ?? {})
  const keys = Object.keys(made)
  if (order.length === 0 || keys.length < 2) return made
  const sorted: JsonObject = {}
  for (const key of order) if (Object.hasOwn(made, key)) setOwn(sorted, key, made[key])
  for (const key of keys) if (!Object.hasOwn(sorted, key)) setOwn(sorted, key, made[key])
  return sorted
}
