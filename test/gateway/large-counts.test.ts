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

test('they reach Azure to the last digit, and none is taken for its neighbour', () => {
  const emulator = testEmulator({ scenarios: { scenarios: [{ reply: 'ok' }] } })
  const asked = (count: string) => ask(emulator, body(`"seed":${count}`, false))
  const [most, next] = [asked(MOST), asked('9223372036854775806')]
  expect(most.entry.calls.at(-1)?.upstream.body).toContain(`"seed": ${MOST}`)
  expect(next.entry.seed).not.toBe(most.entry.seed)
})
