import { describe, expect, test } from 'vitest'
import { allLines } from '../../src/start/front-ends.ts'
import { ask } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

const MOST = '9223372036854775807'
const COUNTS = [MOST, '-9223372036854775808', '9007199254740993', '9007199254740992']
const FIELDS: readonly ((count: string) => string)[] = [
  (count) => `"seed":${count}`,
  (count) => `"max_completion_tokens":${count}`,
  (count) => `"max_tokens":${count}`,
  (count) => `"top_logprobs":${count}`,
  (count) => `"reasoning":{"max_tokens":${count}}`,
  (count) => `"reasoning_max_tokens":${count}`,
  (count) => `"reasoning":{"max_tokens":${count}},"max_completion_tokens":${count}`,
  (count) => `"metadata":{"n":${count}}`,
]
const body = (members: string, stream: boolean) =>
  `{"messages":[{"role":"user","content":"hi"}],"stream":${stream},${members}}`

/** Azure wants a key, and has a route of its own. */
const at = (gateway: string) =>
  gateway === 'azure'
    ? {
        target: '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
        headers: [['api-key', 'any']] as const,
      }
    : {}

const LINES = allLines().flatMap(({ name }) => (name === 'azure' ? [] : [name]))

describe.each(LINES)('counts that a number would round, to %s', (gateway) => {
  const scenarios = { scenarios: [{ when: 'hi', reply: 'ok' }] }
  // 1.3.60 writes the body anew before it reads it, with every number as a float: the largest are none of its ints any more.
  const answer = gateway === '1.3.60' ? /"ok"|Mismatch type int64/ : /"ok"/

  test.each(FIELDS.map((field) => [field('N'), field] as const))('%s', (_name, field) => {
    const emulator = testEmulator({ gateway, scenarios })
    for (const count of COUNTS) {
      for (const stream of [false, true]) {
        const { text } = ask(emulator, body(field(count), stream))
        expect(text).toMatch(answer)
      }
    }
  })
})

describe.each(allLines().map(({ name }) => name))('a seed of 64 bits is one to %s', (gateway) => {
  const emulator = testEmulator({ gateway, scenarios: { scenarios: [] } })

  test.each(COUNTS)('%s', (count) => {
    const { status, text, entry } = ask(emulator, body(`"seed":${count}`, false), at(gateway))
    // Its largest are none of its ints any more, as above.
    if (gateway === '1.3.60' && status === 500) return expect(text).toContain('Mismatch type int64')
    expect(status).toBe(200)
    if (gateway !== '1.3.60')
      expect(entry.calls.at(-1)?.upstream.body).toMatch(new RegExp(`"seed": ?${count}`))
    return undefined
  })
})

test.each([
  ['1.4.19', '9223372036854775808', 500, 'Mismatch type int64'],
  [
    'azure',
    '92233720368547758080',
    400,
    "Invalid 'seed': integer above maximum value. Expected a value <= 9223372036854775807",
  ],
  ['1.4.19', '1.5', 500, 'Mismatch type int64'],
])('to %s a seed of %s is none', (gateway, seed, wanted, words) => {
  const emulator = testEmulator({ gateway, scenarios: { scenarios: [] } })
  const { status, text } = ask(emulator, body(`"seed":${seed}`, false), at(gateway))
  expect(status).toBe(wanted)
  expect(text).toContain(words)
})

test.each(['max_completion_tokens', 'top_logprobs'])(
  'a %s of that size is too large, and no bigint',
  (name) => {
    const emulator = testEmulator({ scenarios: { scenarios: [] } })
    const { status, text } = ask(emulator, body(`"logprobs":true,"${name}":${MOST}`, false))
    expect(status).toBe(400)
    expect(text).toContain(`${MOST}`)
    expect(text).not.toContain('bigint')
  },
)

test('they reach Azure to the last digit, and none is taken for its neighbour', () => {
  const emulator = testEmulator({ scenarios: { scenarios: [{ reply: 'ok' }] } })
  const asked = (count: string) => ask(emulator, body(`"seed":${count}`, false))
  const [most, next] = [asked(MOST), asked('9223372036854775806')]
  expect(most.entry.calls.at(-1)?.upstream.body).toContain(`"seed": ${MOST}`)
  expect(next.entry.seed).not.toBe(most.entry.seed)
})
