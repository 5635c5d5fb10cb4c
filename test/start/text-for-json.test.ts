import { describe, expect, test } from 'vitest'
import { ask, says } from '../plan/ask.ts'
import { shippedEmulator } from '../scenarios/support.ts'
import { testEmulator } from '../support/start-service.ts'

const JSON_SCHEMA = {
  type: 'json_schema',
  json_schema: {
    name: 'a',
    schema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
  },
}

describe('a scenario that answers a request for JSON with a text', () => {
  const HINT =
    'scenario plain answers with a text where the request wants JSON: make it reply: { json: … }, or add not: { response_format: [json_schema, json_object] } to its when'

  test.each<[string, unknown, unknown, string | undefined]>([
    ['json_schema', JSON_SCHEMA, { reply: 'Hi' }, HINT],
    ['json_object', { type: 'json_object' }, { reply: 'Hi' }, HINT],
    ['pieces of a text', JSON_SCHEMA, { reply: { chunks: ['H', 'i'] } }, HINT],
    ['the second of its replies', JSON_SCHEMA, { replies: [{ json: {} }, 'Hi'] }, undefined],
    ['no format', undefined, { reply: 'Hi' }, undefined],
    ['the format text', { type: 'text' }, { reply: 'Hi' }, undefined],
    ['a text that is JSON', JSON_SCHEMA, { reply: '{"a":"b"}' }, undefined],
    ['pieces of JSON', JSON_SCHEMA, { reply: { chunks: ['{"a"', ':1}'] } }, undefined],
    ['a value', JSON_SCHEMA, { reply: { json: 'fake' } }, undefined],
    ['a template', JSON_SCHEMA, { reply: '{{ message }}' }, undefined],
    ['a refusal', JSON_SCHEMA, { reply: { refusal: 'No.' } }, undefined],
    ['an error', JSON_SCHEMA, { error: 'azure.rate_limit' }, undefined],
  ])('%s', (_what, response_format, outcome, hint) => {
    const emulator = testEmulator({
      scenarios: { scenarios: [{ name: 'plain', ...(outcome as object) }] },
      emulatorHeaders: true,
    })
    const { entry, headers } = ask(emulator, says('hi', { response_format }))
    expect(entry.hint).toBe(hint)
    expect(headers['x-emulator-hint']).toBe(hint?.replaceAll('…', '?'))
  })

  test('each of its replies is looked at when it answers', () => {
    const scenarios = { scenarios: [{ name: 'plain', replies: [{ json: {} }, 'Hi'] }] }
    const emulator = testEmulator({ scenarios })
    const hints = [1, 2, 3].map(() => ask(emulator, says('hi', { response_format: JSON_SCHEMA })).entry.hint)
    expect(hints).toEqual([undefined, HINT, HINT])
  })
})

test('no shipped text answers a request for JSON', async () => {
  const emulator = await shippedEmulator()
  const texts = emulator.book.rules.filter(({ outcomes }) =>
    outcomes.some((it) => it.kind === 'reply' && it.reply.text !== undefined),
  )
  expect(texts.length).toBeGreaterThan(5)
  for (const { name, conditions } of texts)
    expect([name, JSON.stringify(conditions).includes('json_schema')]).toEqual([name, true])
})

describe('the id of an answer', () => {
  const idOf = (outcome: object, seed = 7) => {
    const { text } = ask(testEmulator({ scenarios: { scenarios: [outcome] }, seed }), says('hi'))
    return (JSON.parse(text) as { id: string }).id
  }

  test('is another one with another answer, and the same with the same', () => {
    const answers = [
      { reply: 'Hi' },
      { reply: 'Hi!' },
      { reply: 'Hi {{ turn }}' },
      { reply: { json: { a: 1 } } },
      { reply: { tool_calls: ['f'] } },
      { fake: {} },
      { fake: { words: 5 } },
    ]
    const ids = answers.map((it) => idOf(it))
    expect(new Set(ids).size).toBe(answers.length)
    expect(answers.map((it) => idOf(it))).toEqual(ids)
    for (const id of ids) expect(id).toMatch(/^chatcmpl-[A-Za-z0-9]{29}$/)
    expect(idOf(answers[0]!, 8)).not.toBe(ids[0])
  })

  test('stays as it was written', () => {
    expect(idOf({ reply: { text: 'Hi', id: 'mine' } })).toBe('mine')
  })
})
