import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { chat } from '../support/chat.ts'
import { startServer } from '../support/start-service.ts'

const FORMAT = {
  type: 'json_schema',
  json_schema: {
    name: 'person',
    schema: {
      type: 'object',
      properties: { name: { type: 'string' }, email: { type: 'string', format: 'email' }, tags: { type: 'array', items: { type: 'string' } } },
      required: ['name', 'email', 'tags'],
    },
  },
} // prettier-ignore

const requests = fc.record(
  {
    messages: fc
      .array(fc.record({ role: fc.constant('user'), content: fc.string({ maxLength: 30 }) }), { minLength: 1, maxLength: 2 })
      .map((messages) => messages),
    stream: fc.constant(false),
    temperature: fc.integer({ min: 0, max: 2 }),
    response_format: fc.constant(FORMAT),
    logprobs: fc.constant(true),
    reasoning_effort: fc.constantFrom('low', 'high'),
  },
  { requiredKeys: ['messages'] },
) // prettier-ignore

const COUNT = 1000
const IN_FLIGHT = 32

describe('the same seed and request give the same bytes', () => {
  test(`${COUNT} requests in another order, ${IN_FLIGHT} in flight, in another emulator`, async () => {
    const sample = fc.sample(requests, { seed: 3, numRuns: COUNT })
    const first = await answers(sample, 7, sample.keys())
    const second = await answers(sample, 7, shuffled(sample))
    expect(second).toEqual(first)
    const other = await answers(sample.slice(0, 20), 8, sample.slice(0, 20).keys())
    for (const [index, text] of other.entries()) expect(text).not.toBe(first[index])
  })

  test('the seed in the header of an answer gives that answer again', async () => {
    await using server = await startServer({ emulatorHeaders: true })
    const ask = { messages: [{ role: 'user', content: 'Name a river.' }] }
    const first = await chat(server, ask)
    await using other = await startServer({ emulatorHeaders: true, seed: 99 })
    const replayed = await chat(other, ask, { 'x-emulator-seed': first.headers.get('x-emulator-seed')! })
    expect(replayed.text).toBe(first.text)
    expect((await chat(other, ask)).text).not.toBe(first.text)
  })
})

async function answers(
  sample: readonly object[],
  seed: number,
  order: Iterable<number>,
): Promise<readonly string[]> {
  await using server = await startServer({ seed })
  const texts: string[] = []
  const queue = [...order]
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift())
        texts[index] = (await chat(server, sample[index]!)).text
    }),
  )
  return texts
}

function shuffled(sample: readonly object[]): readonly number[] {
  const random = createRandom(5)
  return [...sample.keys()]
    .map((index) => ({ index, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ index }) => index)
}
