import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

type Json = { [key: string]: unknown }

const request: fc.Arbitrary<Json> = fc.record(
  {
    messages: fc.array(
      fc.record({
        role: fc.constantFrom('user', 'system', 'assistant'),
        content: fc.string({ maxLength: 20 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    max_completion_tokens: fc.integer({ min: 16, max: 64 }),
    user: fc.string({ maxLength: 10 }),
    seed: fc.nat(),
    stop: fc.array(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
    logprobs: fc.boolean(),
    stream: fc.boolean(),
  },
  { requiredKeys: ['messages'] },
)

/** The same object with its keys in another order, at the top and in the messages. */
function shuffled(value: Json, keys: readonly string[]): Json {
  const order = Object.keys(value).sort((a, b) => keys.indexOf(a) - keys.indexOf(b))
  return Object.fromEntries(
    order.map((key) => {
      const part = value[key]
      if (key !== 'messages' || !Array.isArray(part)) return [key, part]
      return [key, part.map((message: Json) => Object.fromEntries(Object.entries(message).reverse()))]
    }),
  )
}

const keys = [
  'messages',
  'temperature',
  'max_completion_tokens',
  'user',
  'seed',
  'stop',
  'logprobs',
  'stream',
]
const orders = fc.shuffledSubarray(keys, { minLength: keys.length })

describe('the same request gives the same bytes', () => {
  test('however its keys are ordered and spaced, and whoever asked before', () => {
    const busy = testEmulator()
    fc.assert(
      fc.property(request, orders, (body, order) => {
        const first = ask(testEmulator(), body)
        const other = ask(busy, JSON.stringify(shuffled(body, order), null, 2))
        expect([other.status, other.text]).toEqual([first.status, first.text])
      }),
      { seed: 45, numRuns: 150 },
    )
  })

  test('another seed gives another answer, and so does another request', () => {
    const texts = [7, 8, 9].flatMap((seed) =>
      ['Tell me about rivers', 'Tell me about mountains'].map(
        (content) => ask(testEmulator({ seed }), { messages: [{ role: 'user', content }] }).text,
      ),
    )
    expect(new Set(texts).size).toBe(texts.length)
  })
})
