import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Emulator } from '../../src/exchange/emulator.ts'
import { scriptedReply } from '../plan/arbitrary-scenario.ts'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'
import { foldStream, foldWhole } from './fold.ts'

/** The same request whole and as a stream. */
function both(emulator: Emulator, body: object) {
  const whole = ask(emulator, { ...body, stream: false })
  const stream = ask(emulator, { ...body, stream: true })
  expect([whole.status, stream.status]).toEqual([200, 200])
  return [foldStream(stream.text), foldWhole(whole.text)]
}

const tool = (name: string) => ({
  type: 'function',
  function: {
    name,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
})

describe('a stream, put together, is the whole answer', () => {
  test('for any reply of a scenario', () => {
    fc.assert(
      fc.property(scriptedReply, (reply) => {
        // Where nothing opens the stream, its id is not told either.
        fc.pre(reply['text'] !== '' && reply['refusal'] === undefined)
        const [stream, whole] = both(testEmulator({ scenarios: { scenarios: [{ reply }] } }), says('hello'))
        expect(stream).toEqual(whole)
      }),
      { seed: 42, numRuns: 300 },
    )
  })

  test.each<[string, object]>([
    ['prose', says('Why is the sky blue?')],
    ['code', says('Write a function that adds two numbers in Python')],
    ['limited', says('Tell me a long story', { max_completion_tokens: 20 })],
    ['stopped', says('Tell me a long story', { stop: ['a'] })],
    ['with log probabilities', says('hello', { logprobs: true, top_logprobs: 3 })],
    ['thought about', says('hello', { reasoning_effort: 'high' })],
    ['any JSON', says('a list as JSON', { response_format: { type: 'json_object' } })],
    [
      'structured',
      says('a trip', {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'trip', strict: true, schema: tool('x').function.parameters },
        },
      }),
    ],
    ['a tool that must be called', says('w', { tools: [tool('a'), tool('b')], tool_choice: 'required' })],
    [
      'a named tool',
      says('w', {
        tools: [tool('a'), tool('b')],
        tool_choice: { type: 'function', function: { name: 'b' } },
      }),
    ],
  ])('for a fake: %s', (_what, body) => {
    const [stream, whole] = both(testEmulator(), body)
    expect(stream).toEqual(whole)
    expect(`${whole?.content}${whole?.toolCalls.map((call) => call.name).join('')}`).not.toBe('')
  })

  test('for an audio answer', () => {
    const audio = { id: 'audio_1', data: 'UklGRg==', transcript: 'Hi', expires_at: 1735693200 }
    const [stream, whole] = both(
      testEmulator({ scenarios: { scenarios: [{ reply: { audio } }] } }),
      says('x'),
    )
    expect(stream).toEqual(whole)
    expect(whole?.audio).toEqual({ id: 'audio_1', data: 'UklGRg==', transcript: 'Hi' })
  })
})

test('the arguments of streamed tool calls are valid JSON, and name a tool that was offered', () => {
  const emulator = testEmulator()
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 30 }), (content) => {
      const body = says(content, { tools: [tool('a'), tool('b')], tool_choice: 'required', stream: true })
      const { toolCalls, finishReason } = foldStream(ask(emulator, body).text)
      expect([toolCalls.length, finishReason]).toEqual([1, 'tool_calls'])
      expect(['a', 'b']).toContain(toolCalls[0]!.name)
      expect(JSON.parse(toolCalls[0]!.arguments)).toEqual({
        city: expect.any(String),
        days: expect.any(Number),
      })
    }),
    { seed: 43, numRuns: 60 },
  )
})
