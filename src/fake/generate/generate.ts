import type { Random } from '../../random/random.ts'
import { generateArray } from './generate-array.ts'
import { generateNumber } from './generate-number.ts'
import { generateObject } from './generate-object.ts'
import { generateString } from './generate-string.ts'
import { FAIL, placeWith, type Generation, type Place } from './generation.ts'
import { conjoin, type Conjunction } from '../schema/conjunction.ts'
import { personOf, type AimedFaker } from '../realistic/faker.ts'
import type { Prepared } from '../schema/prepared.ts'
import type { Problem } from '../problem.ts'
import { givenValue } from './given-values.ts'
import { type JsonObject, type JsonType, type Schema, type SchemaObject } from '../schema/schema.ts'
import { isObject } from '../../json/json-object.ts'
import { spend } from '../work.ts'

export interface ComposeOptions {
  readonly full: boolean
  readonly faker: AimedFaker
  /** Members of the root object that are settled already. */
  readonly given?: JsonObject
}

/** Beyond these a value takes the shortest way out. */
const EASY = { depth: 6, made: 400 }
const FULL = { depth: 9, made: 3_000 }

/** What refers to itself ends sooner: nobody writes a thread of a hundred comments. */
const NESTED = { levels: 2, made: 60 }

/**
 * A value for the prepared schema, put together part by part, or the first reason why not.
 * Nearly always valid; the caller proves it.
 */
export function composeValue(
  prepared: Prepared,
  random: Random,
  options: ComposeOptions,
): { value: unknown } | { problem: Problem } {
  let made = 0
  let problem: Problem | undefined
  const limits = options.full ? FULL : EASY
  const work: Generation = {
    prepared,
    full: options.full,
    faker: options.faker.faker,
    aim: options.faker.aim,
    isFlat: ({ depth, nested }) =>
      depth > limits.depth ||
      made > limits.made ||
      nested >= NESTED.levels ||
      (nested > 0 && made > NESTED.made),
    fail(_place, conjunction, message) {
      const part = conjunction?.parts.at(-1)
      problem ??= { path: part === undefined ? '' : prepared.pathOf(part), message }
      return FAIL
    },
    compose(schemas, place) {
      made++
      spend(1)
      return composeAt(work, schemas, place)
    },
  }
  const place = rootPlace(prepared.root, random, options.faker)
  const root: Schema[] = [prepared.root]
  if (options.given !== undefined) root.push(fixed(options.given))
  const value = work.compose(root, place)
  return value === FAIL ? { problem: problem ?? { path: '', message: 'no value fits' } } : { value }
}

function composeAt(work: Generation, schemas: readonly Schema[], place: Place): unknown {
  const ways = place.random.fork('ways')
  const flat = work.isFlat(place)
  let tries = 1
  for (let turn = 0; turn < tries; turn++) {
    const conjunction = conjoin(schemas, {
      prepared: work.prepared,
      random: turn === 0 ? ways : place.random.fork('ways'),
      turn,
      flat,
      avoidNull: work.full,
    })
    if (conjunction === 'contradiction') {
      work.fail(place, contradiction(schemas), 'its parts contradict each other')
      tries = Math.max(tries, 12)
      continue
    }
    const wanted = conjunction.needsCheck ? Math.max(conjunction.ways, 8) : conjunction.ways
    tries = Math.max(tries, Math.min(wanted, 40))
    const at = within(turn === 0 ? place : placeOfTurn(place, turn), conjunction.parts)
    const value = make(work, conjunction, at, turn)
    if (value === FAIL) {
      if (hasTypes(conjunction) && turn < 7) tries = Math.max(tries, turn + 2)
      continue
    }
    if (!conjunction.needsCheck) return value
    const fits = schemas.every((schema) => work.prepared.accepts(schema, value))
    if (fits) return value
    work.fail(place, conjunction, 'no value fits all of its conditions')
  }
  return FAIL
}

/** A fresh child stream, and fewer optional properties from turn to turn: they are what excludes alternatives most often. */
function placeOfTurn(place: Place, turn: number): Place {
  const optional = turn < 3 ? place.optional : turn % 3 === 0 ? 0 : 0.4
  return placeWith(place, place.random.fork(`turn ${turn}`), optional)
}

/** The place with its schema added to those around it: what is made inside knows how often the schema is there already. */
function within(place: Place, parts: readonly SchemaObject[]): Place {
  let found = 0
  for (let outer = place.lineage; outer !== undefined; outer = outer.around)
    if (outer.parts.some((part) => parts.includes(part))) found++
  const { depth, key, parent, random, person, isItem, optional } = place
  const lineage = { parts, around: place.lineage }
  const nested = Math.max(found, place.nested)
  return { depth, key, parent, random, person, isItem, lineage, nested, optional }
}

function make(work: Generation, conjunction: Conjunction, place: Place, turn: number): unknown {
  const settled = givenValue(work, conjunction, place)
  if (settled !== undefined) return settled.value
  switch (pickType(conjunction, place, turn, work)) {
    case 'null':
      return null
    case 'boolean':
      return place.random.next() < 0.6
    case 'integer':
      return generateNumber(work, conjunction, place, true)
    case 'number':
      return generateNumber(work, conjunction, place, false)
    case 'string':
      return generateString(work, conjunction, place)
    case 'array':
      return generateArray(work, conjunction, place)
    case 'object':
      return generateObject(work, conjunction, place)
  }
}

function pickType(conjunction: Conjunction, place: Place, turn: number, work: Generation): JsonType {
  const { types } = conjunction
  if (types?.length === 1) return types[0]!
  const hinted = hintedType(conjunction.parts)
  if (types === undefined) return hinted ?? 'string'
  const useful = types.filter((type): type is Exclude<JsonType, 'null'> => type !== 'null')
  const random = place.random.fork('type')
  const wantsNull =
    types.length > useful.length && !work.full && random.next() < (work.isFlat(place) ? 0.9 : 0.15)
  if (useful.length === 0 || wantsNull) return 'null'
  if (turn === 0 && hinted !== undefined && types.includes(hinted)) return hinted
  return useful[(random.int(0, useful.length - 1) + turn) % useful.length]!
}

function hasTypes(conjunction: Conjunction): boolean {
  return conjunction.types === undefined || conjunction.types.length > 1
}

/** The type that the other keywords are about. */
function hintedType(parts: readonly SchemaObject[]): JsonType | undefined {
  for (const part of parts) {
    if (
      part.properties ??
      part.required ??
      part.patternProperties ??
      part.minProperties ??
      part.propertyNames
    )
      return 'object'
    if (part.additionalProperties !== undefined || part.unevaluatedProperties !== undefined) return 'object'
    if (part.items ?? part.prefixItems ?? part.contains ?? part.minItems ?? part.uniqueItems) return 'array'
    if (part.pattern ?? part.minLength ?? part.maxLength ?? part.format) return 'string'
    if (part.minimum ?? part.maximum ?? part.multipleOf ?? part.exclusiveMinimum ?? part.exclusiveMaximum)
      return 'number'
  }
  return undefined
}

function rootPlace(root: Schema, random: Random, faker: AimedFaker): Place {
  const title = typeof root === 'object' ? (root.title ?? '') : ''
  return {
    depth: 0,
    key: '',
    parent: title,
    random,
    person: personOf(faker, random.fork('person')),
    isItem: false,
    lineage: undefined,
    nested: 0,
    optional: undefined,
  }
}

function contradiction(schemas: readonly Schema[]): Conjunction {
  const parts = schemas.filter((schema): schema is SchemaObject => isObject(schema))
  return { parts, types: [], forbidden: new Set(), required: new Set(), ways: 1, needsCheck: false }
}

function fixed(given: JsonObject): SchemaObject {
  const properties: Record<string, Schema> = Object.create(null)
  for (const [key, value] of Object.entries(given)) properties[key] = { const: value }
  return { type: 'object', properties, required: Object.keys(given) }
}
