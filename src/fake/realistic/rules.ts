import type { Faker } from '@faker-js/faker'
import type { Random } from '../../random/random.ts'
import type { Place } from '../generate/generation.ts'
import { businessRules } from './tables/business.ts'
import { peopleRules } from './tables/people.ts'
import { proseRules } from './tables/prose.ts'
import { technicalRules } from './tables/technical.ts'
import { thingRules } from './tables/things.ts'

/** What a rule may look at. */
export interface Scene {
  readonly faker: Faker
  readonly place: Place
  /** What the object around is called, in words; '' when nobody says. */
  readonly parent: string
  /** The key in words: `first name`. */
  readonly words: string
  readonly random: Random
  readonly room: { readonly min: number; readonly max: number }
  readonly description: string
}

/** Undefined: the rule has nothing to say here after all. */
export type Rule = (scene: Scene) => string | undefined

/** A test of the key's words, and what to write there. They are asked in order. */
export type RuleTable = readonly (readonly [RegExp, Rule])[]

const known = new Map<string, readonly Rule[]>()

/** All rules for a key, in the order in which to ask them. */
export function findRules(words: string): readonly Rule[] {
  let rules = known.get(words)
  if (rules === undefined) {
    const tables = [technicalRules, peopleRules, businessRules, thingRules, proseRules]
    rules = tables.flatMap((table) => table.filter(([test]) => test.test(words)).map(([, rule]) => rule))
    if (known.size > 5_000) known.clear()
    known.set(words, rules)
  }
  return rules
}
