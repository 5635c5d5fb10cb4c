import { createRequire } from 'node:module'
import type { Faker } from '@faker-js/faker'

/** The faker of a locale (one of `LOCALES`); its words are loaded when it is first asked for. */
export function fakerOf(locale: string): Faker {
  const known = loaded.get(locale)
  if (known !== undefined) return known
  const { faker } = createRequire(import.meta.url)(`@faker-js/faker/locale/${locale}`) as { faker: Faker }
  loaded.set(locale, faker)
  return faker
}

const loaded = new Map<string, Faker>()
