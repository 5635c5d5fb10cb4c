import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textToBytes } from '../../../src/gateway/go-json/bytes.ts'
import { decodeJson } from '../../../src/gateway/go-json/decode.ts'
import { encodeJson } from '../../../src/gateway/go-json/encode.ts'
import { decodeExact } from '../../../src/gateway/go-json/exact.ts'
import { DEVIATES, decodeFast } from '../../../src/gateway/go-json/fast.ts'
import type { GoType } from '../../../src/gateway/go-json/types.ts'
import { BIFROST_ERROR, CHAT_REQUEST, CHAT_RESPONSE } from './line.ts'

const RUNS = { seed: 20260, numRuns: 400 }

/** Values that fit often enough to get deep, and miss often enough to deviate. */
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('role', 'user', 'a<b>&\u2028', ''),
    fc.integer({ min: -3, max: 70000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', '1', 'type', '__proto__', 'Type'), tie('value'), { maxKeys: 3 }),
  ),
}))
const often = (fitting: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: fitting }, { weight: 1, arbitrary: anything })
const text = often(fc.string({ unit: 'grapheme', maxLength: 12 }))
const record = (shape: Record<string, fc.Arbitrary<unknown>>) => fc.record(shape, { requiredKeys: [] })

const toolCall = record({
  index: fc.nat(66000),
  id: text,
  type: text,
  function: record({ name: text, arguments: text }),
  x: anything,
})
const request = record({
  model: text,
  messages: fc.array(
    record({
      role: text,
      content: fc.oneof(text, fc.array(record({ type: text, text, file: record({ file_id: text }) }))),
      tool_calls: fc.array(toolCall),
      'name ': text,
    }),
    { maxLength: 3 },
  ),
  stream: often(fc.boolean()),
  seed: often(fc.integer()),
  temperature: often(fc.double({ noNaN: true, noDefaultInfinity: true })),
  logit_bias: fc.dictionary(
    fc.string({ maxLength: 3 }),
    often(fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      maxKeys: 3,
    },
  ),
  metadata: often(fc.dictionary(fc.string({ maxLength: 3 }), anything)),
  tools: fc.array(
    record({
      type: text,
      function: record({
        name: text,
        parameters: record({
          type: text,
          properties: often(fc.dictionary(fc.string({ maxLength: 3 }), anything)),
          required: fc.array(text),
          x: anything,
          additionalProperties: often(fc.boolean()),
        }),
      }),
    }),
    { maxLength: 2 },
  ),
  tool_choice: often(fc.constantFrom('auto', { type: 'function', function: { name: 'f' } })),
  reasoning_effort: text,
  reasoning: record({ effort: text }),
  unknown: anything,
})
const response = record({
  id: text,
  choices: fc.array(
    record({
      index: fc.nat(9),
      finish_reason: text,
      message: record({
        role: text,
        content: text,
        reasoning_content: text,
        refusal: text,
        tool_calls: fc.array(toolCall),
      }),
      delta: record({ content: text, reasoning: text }),
      stop: text,
      logprobs: record({ content: fc.constant([]), tokens: fc.array(text) }),
    }),
    { maxLength: 2 },
  ),
  usage: record({
    prompt_tokens: fc.nat(),
    prompt_tokens_details: record({ cached_tokens: often(fc.nat()) }),
    total_tokens: often(fc.nat()),
    cost: often(fc.double({ noNaN: true, noDefaultInfinity: true })),
  }),
  extra_fields: record({
    raw_response: anything,
    provider_response_headers: fc.dictionary(fc.string({ maxLength: 5 }), text),
  }),
})
const error = record({
  error: record({ message: text, code: anything, param: anything, type: text }),
  type: text,
  status_code: often(fc.nat(600)),
})

describe('the short way and the exact decoder', () => {
  test.each([
    ['requests', CHAT_REQUEST, request],
    ['answers', CHAT_RESPONSE, response],
    ['errors', BIFROST_ERROR, error],
    ['anything as an answer', CHAT_RESPONSE, anything],
  ] as const)('agree on %s', (_, type, values) => {
    let short = 0
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1), (value, indent) => {
        const json = JSON.stringify(value, undefined, indent)
        const fast = decodeFast(type, json)
        if (fast === DEVIATES) return
        short++
        expect(write(type, fast.value)).toBe(write(type, decodeExact(type, textToBytes(json))))
      }),
      RUNS,
    )
    expect(short).toBeGreaterThan(20)
  })

  test.each([
    ['a key twice', '{"seed":"x","seed":1}'],
    ['a key in another case', '{"Seed":1}'],
    ['half a surrogate pair', String.raw`{"user":"\ud800"}`],
    ['a number with more digits than a double', '{"seed":12345678901234567890}'],
    ['spaces', '{ "seed":1}'],
    ['a wrong type', '{"seed":"1"}'],
    ['great depth', `{"u":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['no JSON', '{'],
  ])('%s is left to the exact one', (_, json) => {
    expect(decodeFast(CHAT_REQUEST, json)).toBe(DEVIATES)
  })

  test('an ordinary request takes the short way', () => {
    const json = '{"messages":[{"role":"user","content":"Hello!"}],"stream":true,"x":[1]}'
    const value = { messages: [{ role: 'user', content: 'Hello!' }], stream: true }
    expect(decodeFast(CHAT_REQUEST, json)).toEqual({ value, plain: JSON.parse(json) as unknown })
    expect(decodeJson(CHAT_REQUEST, `${json}\n`)).toEqual({ ok: true, value })
  })
})

function write(type: GoType, value: unknown): string {
  return encodeJson(type, value)
}
