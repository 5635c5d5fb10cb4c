import type { Faker } from '@faker-js/faker'
import type { Place } from '../generate/generation.ts'
import { CLIENT_FORMATS } from './client-formats.ts'
import { FORMATS } from './formats.ts'

/** A text of a format, or undefined for a format that is only a name. */
export function formatText(format: string, faker: Faker, place: Place, max: number): string | undefined {
  const table = Object.hasOwn(FORMATS, format) ? FORMATS : CLIENT_FORMATS
  return Object.hasOwn(table, format) ? table[format]!(faker, place, max) : undefined
}
