import type { Random } from '../../random/random.ts'
import { FAIL, type Generation, type Place } from './generation.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import { type Schema, type SchemaObject } from '../schema/schema.ts'
import { canonicalJson } from '../../json/canonical.ts'
import { singular } from '../realistic/words.ts'

interface Shape {
  readonly min: number
  readonly max: number
  /** How many the seed wants. */
  readonly wanted: number
  readonly unique: boolean
  /** Parts with `contains`, and the places that shall hold what they ask for. */
  readonly containing: readonly {
    readonly part: SchemaObject
    readonly first: number
    readonly count: number
  }[]
}

/** An array: its prefix, as many items as the seed wants within the bounds, and what `contains` asks for. */
export function generateArray(work: Generation, conjunction: Conjunction, place: Place): unknown {
  const shape = shapeOf(work, conjunction, place)
  if (shape.min > shape.max)
    return work.fail(
      place,
      conjunction,
      `at least ${shape.min} items are wanted but at most ${shape.max} allowed`,
    )
  const made: unknown[] = []
  const seen = new Set<string>()
  while (made.length < shape.wanted) {
    const value = composeItem(work, conjunction, place, shape, made.length, seen)
    if (value === FAIL) break
    if (shape.unique || typeof value === 'string') seen.add(canonicalJson(value))
    made.push(value)
  }
  if (made.length < shape.min)
    return work.fail(place, conjunction, `only ${made.length} of ${shape.min} items can be made`)
  return made
}

function shapeOf(work: Generation, conjunction: Conjunction, place: Place): Shape {
  const { parts } = conjunction
  const prefix = Math.max(0, ...parts.map((part) => part.prefixItems?.length ?? 0))
  const min = Math.max(0, ...parts.map((part) => part.minItems ?? 0))
  const max = Math.min(...parts.map((part) => limitOf(work, conjunction, part)))
  let first = prefix
  const containing = parts
    .filter((part) => part.contains !== undefined)
    .map((part) => {
      const count = part.minContains ?? 1
      const start = Math.max(0, Math.min(first, max - count))
      first = start + count
      return { part, first: start, count }
    })
  const least = Math.max(min, ...containing.map((entry) => entry.first + entry.count))
  const wanted = Math.min(
    max,
    Math.max(least, prefix, wish(work, place, least, max, place.random.fork('count'))),
  )
  return {
    min: Math.max(min, least),
    max,
    wanted,
    unique: parts.some((part) => part.uniqueItems === true),
    containing,
  }
}

/** `items: false`, or an item type that cannot end, closes the array after its prefix. */
function limitOf(work: Generation, conjunction: Conjunction, part: SchemaObject): number {
  const rest = part.items ?? (part.unevaluatedItems === false && !isOpen(conjunction) ? false : undefined)
  const closed = rest !== undefined && (rest === false || work.prepared.minDepthOf(rest) === Infinity)
  const evaluated =
    part.items === undefined
      ? Math.max(...conjunction.parts.map((other) => other.prefixItems?.length ?? 0))
      : (part.prefixItems?.length ?? 0)
  return Math.min(part.maxItems ?? Infinity, closed ? evaluated : Infinity)
}

function isOpen(conjunction: Conjunction): boolean {
  return conjunction.parts.some((part) => part.items !== undefined || part.contains !== undefined)
}

function wish(work: Generation, place: Place, min: number, max: number, random: Random): number {
  if (work.isFlat(place)) return min
  const most = place.depth < 2 ? 4 : place.depth < 4 ? 3 : 2
  const few = work.full ? random.int(1, 3) : random.int(place.depth > 4 ? 0 : place.depth < 2 ? 2 : 1, most)
  if (min === 0) return Math.min(few, max)
  return min + (min < 50 ? random.int(0, Math.min(max - min, 2)) : 0)
}

function composeItem(
  work: Generation,
  conjunction: Conjunction,
  place: Place,
  shape: Shape,
  index: number,
  seen: ReadonlySet<string>,
): unknown {
  const schemas = itemSchemas(conjunction, index, shape)
  if (schemas.includes(false)) return FAIL
  const avoided = shape.containing
    .filter((entry) => entry.part.maxContains !== undefined && !covers(entry, index))
    .map((entry) => entry.part.contains!)
  // Nobody lists the same text twice, even where it is allowed: a few more tries, then it stays.
  const tries = shape.unique || avoided.length > 0 ? 30 : index > 0 && index < 20 ? 4 : 1
  for (let attempt = 0; attempt < tries; attempt++) {
    const random = place.random.fork(attempt === 0 ? `${index}` : `${index} again ${attempt}`)
    const value = work.compose(schemas, itemPlace(place, random))
    if (value === FAIL) return FAIL
    const repeats = (shape.unique || typeof value === 'string') && seen.has(canonicalJson(value))
    if (repeats && (shape.unique || attempt < tries - 1)) continue
    if (avoided.some((schema) => work.prepared.accepts(schema, value))) continue
    return value
  }
  return FAIL
}

function itemPlace(place: Place, random: Random): Place {
  const { parent, person, lineage, nested } = place
  const depth = place.depth + 1
  const key = singular(place.key)
  return { depth, key, parent, random, person, isItem: true, lineage, nested, optional: undefined }
}

function itemSchemas(conjunction: Conjunction, index: number, shape: Shape): Schema[] {
  const found: Schema[] = []
  const known = conjunction.parts.some(
    (part) => part.items !== undefined || index < (part.prefixItems?.length ?? 0),
  )
  for (const part of conjunction.parts) {
    const own = part.prefixItems?.[index] ?? part.items
    if (own !== undefined) found.push(own)
    if (part.unevaluatedItems !== undefined && !known) found.push(part.unevaluatedItems)
  }
  for (const entry of shape.containing) if (covers(entry, index)) found.push(entry.part.contains!)
  // What `contains` looked at is evaluated, so a closing `unevaluatedItems` does not concern it.
  return shape.containing.some((entry) => covers(entry, index)) && !known
    ? found.filter((schema) => schema !== false)
    : found
}

function covers(entry: { readonly first: number; readonly count: number }, index: number): boolean {
  return index >= entry.first && index < entry.first + entry.count
}
