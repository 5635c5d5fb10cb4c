import type { Faker } from '@faker-js/faker'
import type { Dice } from '../dice.ts'
import type { Place } from './composing.ts'
import { businessRules } from './realistic-business.ts'
import { peopleRules } from './realistic-people.ts'
import { proseRules } from './realistic-prose.ts'
import { technicalRules } from './realistic-technical.ts'
import { thingRules } from './realistic-things.ts'

/** What a rule may look at. */
export interface Scene {
  readonly faker: Faker
  readonly place: Place
  /** What the object around is called, in words; '' when nobody says. */
  readonly parent: string
  /** The key in words: `first name`. */
  readonly words: string
  readonly dice: Dice
  readonly room: { readonly min: number; readonly max: number }
  readonly description: string
}

/** Undefined: the rule has nothing to say here after all. */
export type Rule = (scene: Scene) => string | undefined

/** A test of the key's words, and what to write there. The first that matches is asked. */
export type RuleTable = readonly (readonly [RegExp, Rule])[]

const known = new Map<string, Rule | undefined>()

export function findRule(words: string): Rule | undefined {
  if (known.has(words)) return known.get(words)
  let rule: Rule | undefined
  for (const table of [technicalRules, peopleRules, businessRules, thingRules, proseRules])
    rule ??= table.find(([test]) => test.test(words))?.[1]
  if (known.size < 5_000) known.set(words, rule)
  return rule
}
