import { describe, expect, test } from 'vitest'
import { FILTER_KEYS, readFilter } from '../../src/journal/filter.ts'
import { ANSWERERS, ENDINGS } from '../../src/journal/outcome.ts'
import { CLIENT_RULES } from '../../src/verdict/verdict.ts'
import { OUTCOME_KEYS } from '../../src/verify/check.ts'
import { pages } from '../support/documentation.ts'
import { startServer } from '../support/start-service.ts'
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

test('the guide names every metric and its labels, and no other', async () => {
  const table = pages['spec/guide/observe.md']!.matchAll(/^\| ((?:`[a-z_]+`(?:, )?)+) \| (.*?) \|/gm)
  const words = (text: string) => [...text.matchAll(/`([a-z_]+)`/g)].map(([, word]) => word!)
  const told = new Map(
    [...table].flatMap(([, names, labels]) => words(names!).map((it) => [it, words(labels!)])),
  )
  await using server = await startServer({ scenarios: { scenarios: [{ when: 'hi', reply: 'Hi.' }] } })
  await fetch(`${server.url}/openai/openai/deployments/gpt-4o/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] }),
  })
  const text = await (await fetch(`${server.url}/_emulator/metrics`)).text()
  const names = [...text.matchAll(/^# TYPE bifrost_emulator_(\S+)/gm)].map(([, name]) => name!)
  const isTold = (name: string) => !['info', 'start_time_seconds'].includes(name)
  // Those of a store are told where there is one: `test/workers/store.test.ts`.
  const isOfStore = (name: string) => name.startsWith('store_')
  expect(names.filter(isTold).sort()).toEqual([...told.keys()].filter((name) => !isOfStore(name)).sort())
  const [, labels] = /^bifrost_emulator_requests_total\{(.*)\}/m.exec(text)!
  expect(told.get('requests_total')).toEqual([...labels!.matchAll(/([a-z_]+)=/g)].map(([, label]) => label))
})
