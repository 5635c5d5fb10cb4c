import { describe, expect, test } from 'vitest'
import { FILTER_KEYS, readFilter } from '../../src/journal/filter.ts'
import { ANSWERERS, ENDINGS } from '../../src/journal/outcome.ts'
import { CLIENT_RULES } from '../../src/verdict/verdict.ts'
import { OUTCOME_KEYS } from '../../src/verify/check.ts'
import { pages } from '../support/documentation.ts'
import { readChecks } from '../../src/verify/read-checks.ts'

const section = pages['spec/guide/control-api.md']!

describe('what the guide says of the journal is so', () => {
  test.each([...section.matchAll(/_emulator\/journal\?([^' ]+)'/g)].map(([, query]) => query!))(
    'filter %s',
    (query) => {
      expect(readFilter(new URLSearchParams(query), ['format'])).not.toEqual(expect.any(String))
    },
  )

  test('every filter and every outcome is named', () => {
    for (const word of [...FILTER_KEYS, ...ANSWERERS, ...ENDINGS, ...OUTCOME_KEYS]) {
      if (word === 'rule' || word === 'replayed') continue
      expect(section).toContain(`\`${word}\``)
    }
  })
})

test('the checks of the README are checks', () => {
  const [, body] = /-d '(\[[\s\S]*?\])'/.exec(section)!
  expect(readChecks(JSON.parse(body!)).map(({ kind }) => kind)).toEqual(['count', 'count', 'order'])
})

test('the README tells every judgement', () => {
  const told = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code)
  expect(told).toEqual(CLIENT_RULES.map(({ code }) => code))
})
