import type { Faker } from '@faker-js/faker'
import { createRandom, type Random } from '../../random/random.ts'
import type { Person } from '../generate/generation.ts'
import { fakerOf } from './locale.ts'

/** A faker whose chance comes from a random source that is set before each value. */
export interface AimedFaker {
  readonly faker: Faker
  aim(random: Random): Faker
}

/** Everything dated is dated from here, so that values do not follow the clock. */
export const REFERENCE_TIME = Date.UTC(2025, 0, 1)

const made = new WeakMap<Faker, AimedFaker>()

/** One shared faker per locale (one of `LOCALES`): only its words are taken, its own chance is never touched. */
export function aimedFaker(name = 'en'): AimedFaker {
  const locale = fakerOf(name)
  const known = made.get(locale)
  if (known !== undefined) return known
  let current = createRandom(1)
  const Constructor = locale.constructor as new (options: {
    locale: Faker['rawDefinitions']
    randomizer: { next(): number; seed(): void }
  }) => Faker
  const faker = new Constructor({
    locale: locale.rawDefinitions,
    randomizer: { next: () => current.next(), seed: () => undefined },
  })
  faker.setDefaultRefDate(new Date(REFERENCE_TIME))
  const aimed = {
    faker,
    aim(random: Random) {
      current = random
      return faker
    },
  }
  made.set(locale, aimed)
  return aimed
}

/** Somebody, drawn when first asked for. */
export function personOf(faker: { aim(random: Random): Faker }, random: Random): Person {
  return new DrawnPerson(faker, random)
}

/** A class: an object with accessors of its own takes as long as the rest of its place. */
class DrawnPerson implements Person {
  readonly #faker: { aim(random: Random): Faker }
  readonly #random: Random
  #first: string | undefined
  #last: string | undefined

  constructor(faker: { aim(random: Random): Faker }, random: Random) {
    this.#faker = faker
    this.#random = random
  }

  get first(): string {
    return (this.#first ??= this.#faker.aim(this.#random.fork('first')).person.firstName())
  }

  get last(): string {
    return (this.#last ??= this.#faker.aim(this.#random.fork('last')).person.lastName())
  }
}
