import { ANSWERERS, ENDINGS, STATUS_WORD } from '../journal/outcome.ts'
import { isObject } from '../json/json-object.ts'
import { describeCondition } from '../scenario/match/condition.ts'
import { suggest } from '../shape/shape.ts'
import { whenRule } from '../scenario/when-rule.ts'
import { OUTCOME_KEYS } from './check.ts'
import type { OutcomeKey, OutcomeWanted, Wanted } from './check.ts'
import { WrongCheck } from './wrong-check.ts'

export const WANTED_KEYS: readonly string[] = ['when', 'outcome', 'session']

/** `{ when, outcome, session }`, `when` as in a scenario. A text stands for `{ when: text }`. Throws `WrongCheck`. */
export function readWanted(given: unknown, place: string): Wanted {
  if (typeof given === 'string') return readWanted({ when: given }, place)
  if (!isObject(given))
    throw new WrongCheck(`${place}expected { when, outcome }, got ${JSON.stringify(given)}`)
  for (const key of Object.keys(given)) {
    if (!WANTED_KEYS.includes(key))
      throw new WrongCheck(`${place}there is no key ${JSON.stringify(key)}; ${suggest(key, WANTED_KEYS)}`)
  }
  const { when, session } = given
  if (session !== undefined && typeof session !== 'string')
    throw new WrongCheck(`${place}session must be text, got ${JSON.stringify(session)}`)
  const rule = when === undefined ? undefined : whenRule(when)
  if (typeof rule === 'string') throw new WrongCheck(`${place}${rule}`)
  const outcome = readOutcome(given['outcome'], place)
  const parts = [
    ...(rule?.conditions ?? []).map(describeCondition),
    ...outcome.map(({ key, values }) => `${key} ${values.join(' or ')}`),
    ...(session === undefined ? [] : [`session ${JSON.stringify(session)}`]),
  ]
  return { rule, session, outcome, text: parts.length === 0 ? 'any request' : parts.join(', ') }
}

function readOutcome(given: unknown, place: string): readonly OutcomeWanted[] {
  if (given === undefined) return []
  if (!isObject(given))
    throw new WrongCheck(
      `${place}outcome must be an object such as { "status": 429 }, got ${JSON.stringify(given)}`,
    )
  return Object.entries(given).map(([key, value]) => {
    const known = OUTCOME_KEYS.find((it) => it === key)
    if (known === undefined)
      throw new WrongCheck(`${place}outcome has no key ${JSON.stringify(key)}; ${suggest(key, OUTCOME_KEYS)}`)
    const values = (Array.isArray(value) ? value : [value]).map(String)
    for (const one of values) {
      const problem = problemWith(known, one)
      if (problem !== undefined) throw new WrongCheck(`${place}outcome.${key}: ${problem}`)
    }
    return { key: known, values }
  })
}

function problemWith(key: OutcomeKey, value: string): string | undefined {
  const unknown = (words: readonly string[]) =>
    words.includes(value) ? undefined : `${JSON.stringify(value)} is not known; ${suggest(value, words)}`
  switch (key) {
    case 'status':
      return STATUS_WORD.test(value)
        ? undefined
        : `must be a status such as 429 or 5xx, got ${JSON.stringify(value)}`
    case 'ended':
      return unknown(ENDINGS)
    case 'answered_by':
      return unknown(ANSWERERS)
    case 'faulted':
      return unknown(['true', 'false'])
    case 'scenario':
      return undefined
  }
}
