import type { Faker } from '@faker-js/faker'
import type { Random } from '../../random/random.ts'
import type { Place } from '../generate/generation.ts'

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

/** One of these words. */
export function oneOf(words: readonly string[]): Rule {
  return ({ random }) => random.pick(words)
}
