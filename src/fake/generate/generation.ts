import type { Faker } from '@faker-js/faker'
import type { Random } from '../../random/random.ts'
import type { Prepared } from '../schema/prepared.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import type { Schema, SchemaObject } from '../schema/schema.ts'

/** No value was found; the reason is noted in the work. */
export const FAIL = Symbol('fail')

/**
 * The place that a value is made for: what it is called, and who it is about. Always written member by member, in this order: of
 * literals with another one spread into them each would be a kind of its own to the engine.
 */
export interface Place {
  /** Levels below the root. */
  readonly depth: number
  /** The property's name; of an array's item that of the array. '' at the root. */
  readonly key: string
  /** What the object around it is called. */
  readonly parent: string
  readonly random: Random
  /** Shared by the fields of one object, so that a name and an e-mail address agree. */
  readonly person: Person
  /** Inside an array: the fields of an object are about one of many. */
  readonly isItem: boolean
  /** The schemas that the values around this one are made of, the nearest first. */
  readonly lineage: Lineage | undefined
  /** How many values of one and the same schema are around this one. */
  readonly nested: number
  /** How likely an optional property of the object made here is; undefined: as always. Falls when tries fail. */
  readonly optional: number | undefined
}

/** The same place with chance, and a likelihood of optional properties, of its own. */
export function placeWith(place: Place, random: Random, optional: number | undefined): Place {
  const { depth, key, parent, person, isItem, lineage, nested } = place
  return { depth, key, parent, random, person, isItem, lineage, nested, optional }
}

/** The place of a part: under a key of the object around it, or in a list. */
export function partPlace(around: Place, key: string, random: Random, isItem: boolean): Place {
  const { depth, parent, person, lineage, nested, optional } = around
  return { depth, key, parent, random, person, isItem, lineage, nested, optional }
}

/** What one value is made of, and the values around it. */
export interface Lineage {
  readonly parts: readonly SchemaObject[]
  readonly around: Lineage | undefined
}

/** Somebody to be consistent about, drawn when first asked for. */
export interface Person {
  readonly first: string
  readonly last: string
}

/** One walk through a schema, with what the walk shares. */
export interface Generation {
  readonly prepared: Prepared
  /** Include every optional property. */
  readonly full: boolean
  readonly faker: Faker
  /** Points the faker at the random source of the value that is made next. */
  aim(random: Random): Faker
  compose(schemas: readonly Schema[], place: Place): unknown
  /** Whether to take the shortest way out: deep inside, or much is made already. */
  isFlat(place: Place): boolean
  /** Notes why something failed (the first reason counts) and answers FAIL. */
  fail(place: Place, conjunction: Conjunction | undefined, message: string): typeof FAIL
}
