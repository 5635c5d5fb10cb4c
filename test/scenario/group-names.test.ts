import { expect, test } from 'vitest'
import { createEmulator } from '../../src/in-process/create-emulator.ts'
import { buildBook } from '../../src/scenario/build-book.ts'

const scenario = (when: string, reply: string) => `scenarios:\n  - { when: ${when}, reply: '${reply}' }\n`

test.each([
  ["{ message: '/^n (?<who>\\w+)$/' }", '[{{ match.who }}] [{{ match[1] }}]', '[bob] [bob]'],
  ["{ message: '/^n (?<who>\\w+)$/' }", '{{ match.who | upcase }}', 'BOB'],
  ["'/^(?P<first>\\w) (?<who>\\w+)$/'", '{{ match.who }}', 'bob'],
  ["'/^n (?<length>\\w+)(?<none>x)?$/'", '{{ match[1] }}{{ match.none }}', 'bob'],
  [
    "{ any: [ { message: '/^m (?<who>\\w+)$/' }, { message: '/^n (?<who>\\w+)$/' } ] }",
    '{{ match.who }}',
    'bob',
  ],
])('groups go by their names: %s %s', async (when, reply, expected) => {
  await using emulator = await createEmulator({ seed: 1 })
  emulator.when({ message: /^never/ }).reply('x')
  const added = await fetch(`${emulator.url}/_emulator/scenarios`, {
    method: 'POST',
    body: scenario(when, reply),
  })
  expect(added.status).toBe(201)
  const response = await fetch(`${emulator.baseURL}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages: [{ role: 'user', content: 'n bob' }] }),
  })
  const body = (await response.json()) as { choices: { message: { content: string } }[] }
  expect(body.choices[0]!.message.content).toBe(expected)
})

test.each([
  ["'/^n (?<who>\\w+)$/'", '{{ match.whom }}', 'did you mean "who"?'],
  ["'/^n (\\w+)$/'", 'Hi {{ match.who | upcase }}', 'name it in the pattern: (?<who>…)'],
])('a name that is no group is a mistake: %s %s', (when, reply, hint) => {
  const { diagnostics } = buildBook([{ path: 'a.yaml', text: scenario(when, reply) }])
  expect(diagnostics).toMatchObject([{ code: 'bad-template', hint: expect.stringContaining(hint) }])
})

test.each([
  ["'/^n (\\w+)$/'", '{{ match.size }} {{ match.first }}'],
  ['a', '{{ match.who }}'],
])('what a list knows, and what the defaults may have, is none: %s %s', (when, reply) => {
  expect(buildBook([{ path: 'a.yaml', text: scenario(when, reply) }]).diagnostics).toEqual([])
})
