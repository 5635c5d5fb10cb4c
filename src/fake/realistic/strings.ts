import type { Random } from '../../random/random.ts'
import type { Generation, Place } from '../generate/generation.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import { formatText } from './format-text.ts'
import { freeText } from './tables/prose.ts'
import { findRules } from './rules.ts'
import { wordsOf } from './words.ts'

/**
 * A text that suits what the place is called; where the key says nothing, what title, format name or description
 * say; else a few words. May break the schema's constraints: the caller looks.
 */
export function realisticText(
  ...[work, conjunction, place, limits, random]: Parameters<typeof suitableText>
): string | undefined {
  const text = suitableText(work, conjunction, place, limits, random)
  const description = textOf(conjunction, 'description')
  const capital = description !== '' && /\bcapitali[sz]ed string\b/i.test(description)
  return capital && text !== undefined ? text.charAt(0).toUpperCase() + text.slice(1) : text
}

function suitableText(
  work: Generation,
  conjunction: Conjunction,
  place: Place,
  limits: { readonly min: number; readonly max: number },
  random: Random,
): string | undefined {
  const faker = work.aim(random)
  const parent = wordsOf(place.parent)
  const key = wordsOf(place.key)
  const description = textOf(conjunction, 'description')
  const title = wordsOf(textOf(conjunction, 'title'))
  const format = textOf(conjunction, 'format')
  const wanted = description === '' ? undefined : formatInWords(description)
  if (wanted !== undefined && format === '') return formatText(wanted, faker, place, limits.max)
  const room = { min: limits.min, max: limits.max }
  for (const words of [key, title, wordsOf(format)]) {
    for (const rule of words === '' ? [] : findRules(words)) {
      const text = rule({ faker, place, parent, words, random, room, description })
      if (text !== undefined) return text
    }
  }
  const listed = description === '' ? undefined : listedInWords(description)
  if (listed !== undefined) return random.pick(listed)
  return freeText({ faker, place, parent, words: key || title, random, room, description })
}

function textOf(conjunction: Conjunction, keyword: 'title' | 'description' | 'format'): string {
  for (const part of conjunction.parts) {
    const text = part[keyword]
    if (text !== undefined) return text
  }
  return ''
}

/** `ISO 8601 date`, `in YYYY-MM-DD format`: formats that are only written about. */
function formatInWords(description: string): string | undefined {
  const decoded = /decoded into an? ([\w.]*\w)/i.exec(description)?.[1]?.toLowerCase()
  if (decoded !== undefined && Object.hasOwn(DECODED, decoded)) return DECODED[decoded]
  if (/YYYY-MM-DD(?![T ]?H)/i.test(description)) return 'date'
  if (/ISO[- ]?8601|RFC ?3339|date[- ]?time|timestamp/i.test(description))
    return /\bdate\b(?![- ]?time)/i.test(description) && !/time/i.test(description) ? 'date' : 'date-time'
  if (/\bHH:MM/i.test(description)) return 'iso-time'
  if (/\bhex[- ]?encoded/i.test(description)) return 'hex'
  if (/\bbase64[- ]?encoded/i.test(description)) return 'byte'
  if (/\bUUID\b/i.test(description)) return 'uuid'
  if (/\be-?mail address\b/i.test(description) && description.length < 60) return 'email'
  return undefined
}

/** `a string to be decoded into a Date`: what effect says of its codecs. */
const DECODED: Readonly<Record<string, string>> = {
  date: 'date-time',
  number: 'decimal',
  bigdecimal: 'decimal',
  bigint: 'bigint',
  url: 'uri',
  uint8array: 'octets',
  timezone: 'time-zone',
  'timezone.named': 'time-zone',
  'datetime.zoned': 'zoned-date-time',
}

/** `e.g. 'low', 'medium' or 'high'`, `One of: a, b, c`: values that are only written about. */
function listedInWords(description: string): readonly string[] | undefined {
  if (!/\b(one of|e\.g\.|for example|such as|either|possible values|allowed values)/i.test(description))
    return undefined
  const quoted = [...description.matchAll(/["'`“‘]([^"'`”’]{1,40})["'`”’]/g)].map((found) => found[1]!)
  if (quoted.length > 0) return quoted
  const list =
    /\b(?:one of|possible values(?: are)?|allowed values(?: are)?):?\s+([\w-]+(?:\s*(?:,|\||\bor\b)\s*(?:or\s+)?[\w-]+)+)/i.exec(
      description,
    )
  return list?.[1]?.split(/\s*(?:,|\||\bor\b)\s*/).filter((word) => word !== '')
}
