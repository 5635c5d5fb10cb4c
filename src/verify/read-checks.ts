import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { suggest } from '../shape/shape.ts'
import type { Check, CountCheck, OrderCheck } from './check.ts'
import { readWanted, WANTED_KEYS } from './read-wanted.ts'
import { WrongCheck } from './wrong-check.ts'

/** Counts by their names; in-process callers write them as TypeScript has it. */
const COUNTS: Readonly<Record<string, string>> = {
  exactly: 'exactly',
  at_least: 'at_least',
  atLeast: 'at_least',
  at_most: 'at_most',
  atMost: 'at_most',
  never: 'never',
}

const COUNT_KEYS = ['name', ...WANTED_KEYS, ...Object.keys(COUNTS)]

/** What other tools call a count. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  times: 'exactly',
  count: 'exactly',
  equals: 'exactly',
  once: 'exactly',
  min: 'at_least',
  minimum: 'at_least',
  max: 'at_most',
  maximum: 'at_most',
}
const ORDER_KEYS = ['name', 'sequence', 'strict', 'session']

/** How the writer of a check spells its keys: `at_least` in JSON, `atLeast` in a program. */
export type Spelling = 'json' | 'program'

/** A check or a list of them, as `POST /verify` takes them. Throws `WrongCheck`; its words are spelled as the writer's. */
export function readChecks(body: unknown, spelling: Spelling = 'json'): readonly Check[] {
  const list: readonly unknown[] = Array.isArray(body) ? body : [body]
  if (list.length === 0) throw new WrongCheck('the list is empty: there is nothing to check')
  return list.map((one, index) => readCheck(one, list.length > 1 ? `checks[${index}]: ` : '', spelling))
}

function readCheck(given: unknown, place: string, spelling: Spelling): Check {
  if (!isObject(given))
    throw new WrongCheck(
      `${place}a check is a JSON object such as { "when": "hello", "exactly": 1 }, got ${JSON.stringify(given)}`,
    )
  const keys = 'sequence' in given ? ORDER_KEYS : COUNT_KEYS
  for (const key of Object.keys(given)) {
    if (!keys.includes(key))
      throw new WrongCheck(`${place}a check has no key ${JSON.stringify(key)}; ${hint(key, keys, spelling)}`)
  }
  const name = given['name']
  if (name !== undefined && typeof name !== 'string')
    throw new WrongCheck(`${place}name must be text, got ${JSON.stringify(name)}`)
  return 'sequence' in given ? readOrder(given, name, place) : readCount(given, name, place, spelling)
}

function hint(key: string, keys: readonly string[], spelling: Spelling): string {
  const known = keys.filter((it) => !isOfOther(it, spelling))
  const meant = Object.hasOwn(OTHER_WORDS, key.toLowerCase()) ? OTHER_WORDS[key.toLowerCase()]! : ''
  const word = spelled(meant, spelling)
  return known.includes(word)
    ? `did you mean "${word}"? known: ${known.join(', ')}`
    : suggest(spelled(key, spelling), known)
}

function isOfOther(key: string, spelling: Spelling): boolean {
  return spelling === 'json' ? /[A-Z]/.test(key) : key.includes('_')
}

function spelled(key: string, spelling: Spelling): string {
  return spelling === 'json' ? key : key.replace(/_(\w)/, (_, letter: string) => letter.toUpperCase())
}

function readOrder(given: JsonObject, name: string | undefined, place: string): OrderCheck {
  const { sequence, strict = false, session } = given
  if (!Array.isArray(sequence) || sequence.length < 2)
    throw new WrongCheck(`${place}sequence must be a list of at least two conditions`)
  if (typeof strict !== 'boolean')
    throw new WrongCheck(`${place}strict must be true or false, got ${JSON.stringify(strict)}`)
  if (session !== undefined && typeof session !== 'string')
    throw new WrongCheck(`${place}session must be text, got ${JSON.stringify(session)}`)
  const steps = sequence.map((step: unknown, index) => readWanted(step, `${place}sequence[${index}]: `))
  return { kind: 'order', name, session, steps, strict }
}

function readCount(
  given: JsonObject,
  name: string | undefined,
  place: string,
  spelling: Spelling,
): CountCheck {
  const wanted = readWanted(
    Object.fromEntries(Object.entries(given).filter(([key]) => WANTED_KEYS.includes(key))),
    place,
  )
  const counts = new Map<string, number>()
  for (const [key, value] of Object.entries(given)) {
    const count = COUNTS[key]
    if (count !== undefined) counts.set(count, readNumber(key, value, place))
  }
  const words = [...counts.keys()].map((key) => spelled(key, spelling))
  const exactly = counts.has('never') ? 0 : counts.get('exactly')
  if (exactly !== undefined && counts.size > 1)
    throw new WrongCheck(`${place}${words.join(' and ')} exclude each other`)
  const atLeast = exactly ?? counts.get('at_least') ?? (counts.has('at_most') ? 0 : 1)
  const atMost = exactly ?? counts.get('at_most') ?? Infinity
  if (atLeast > atMost)
    throw new WrongCheck(
      `${place}${spelled('at_least', spelling)} is more than ${spelled('at_most', spelling)}`,
    )
  return { kind: 'count', name, wanted, atLeast, atMost }
}

function readNumber(key: string, value: unknown, place: string): number {
  if (key === 'never') {
    if (value === true) return 0
    throw new WrongCheck(`${place}never can only be true, got ${JSON.stringify(value)}`)
  }
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw new WrongCheck(`${place}${key} must be a whole number of at least 0, got ${JSON.stringify(value)}`)
}
