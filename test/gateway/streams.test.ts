import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ask, chunk } from './ask.ts'

const HELLO = chunk({ content: 'Hello' })
const sse = (...events: readonly object[]) => events.map((it) => `data: ${JSON.stringify(it)}\n\n`).join('')

describe('whether an answer is a stream', () => {
  test.each([
    ['text/event-stream', 200],
    ['Text/Event-Stream; charset=utf-8', 200],
    ['application/json', 500],
    ['text/plain', 500],
    ['application/octet-stream', 500],
  ])('only its type says: %s', (type, status) => {
    const answer = ask({ events: [HELLO], headers: { 'content-type': type } }, { stream: true })
    expect(answer.status).toBe(status)
    if (status === 500)
      expect(answer.body).toContain('provider returned non-SSE response for streaming request')
  })
})

describe('an error event', () => {
  test.each<[string, string, number]>([
    ['with a message', '{"error":{"message":"m"}}', 500],
    ['with a status', '{"error":{"message":"m"},"status_code":429}', 429],
    ['with status 0', '{"error":{"message":"m"},"status_code":0}', 200],
    ['without data:', '{"error":{"message":"m"}}', 500],
  ])('%s is an answer of its own', (name, text, status) => {
    const line = name === 'without data:' ? `${text}\n\n` : `data: ${text}\n\n`
    const answer = ask({ events: [line] }, { stream: true })
    expect(answer.status).toBe(status)
    expect(answer.body).toMatch(/^\{"is_bifrost_error":false,.*"message":"m"/)
  })

  test.each([
    '{"Error":{"message":"m"}}',
    '{"error":{"message":""}}',
    '{"error":null}',
    '[{"error":{"message":"m"}}]',
    '{"x":{"error":{"message":"m"}}}',
  ])('is none: %s', (text) => {
    const { events } = ask({ events: [`data: ${text}\n\n`, HELLO] }, { stream: true })
    expect(events).toHaveLength(3)
    expect(events[0]).toContain('"content":"Hello"')
  })
})

describe('a gzip stream', () => {
  const gzip = { 'content-encoding': 'gzip', 'content-type': 'text/event-stream' }
  const packed = zlib.gzipSync(
    sse(HELLO, chunk({}, { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } })),
  )
  const bytes = (data: Uint8Array) => ({ $base64: Buffer.from(data).toString('base64') })

  test('in pieces is unpacked', () => {
    const { events } = ask(
      { headers: gzip, events: [bytes(packed.subarray(0, 15)), bytes(packed.subarray(15))], done: false },
      { stream: true },
    )
    expect(events.map((it) => /"content":"\w+"|"total_tokens":\d|DONE/.exec(it)?.[0])).toEqual([
      '"content":"Hello"',
      '"total_tokens":3',
      'DONE',
    ])
  })

  test('that breaks off is an error, after what could be read', () => {
    const cut = packed.subarray(0, packed.length - 6)
    const { events } = ask({ headers: gzip, events: [bytes(cut)], done: false }, { stream: true })
    expect(events[0]).toContain('"content":"Hello"')
    expect(events[1]).toContain(
      '"error":{"error":"unexpected EOF","message":"Error reading stream: unexpected EOF"}',
    )
    expect(events).toHaveLength(2)
  })

  test('that is none loses what two readers looked at, and is read as it stands', () => {
    const words = ['one', 'two', 'three', 'four'].map((content) => chunk({ content }))
    const { events } = ask({ headers: gzip, events: words }, { stream: true })
    expect(events.map((it) => /"content":"\w+"|"total_tokens":\d|DONE/.exec(it)?.[0])).toEqual([
      '"content":"three"',
      '"content":"four"',
      '"total_tokens":0',
      'DONE',
    ])
  })
})

describe('usage', () => {
  test.each<[string, string, string]>([
    [
      'larger than a number holds',
      '{"prompt_tokens":9007199254740993,"completion_tokens":1}',
      '{"prompt_tokens":9007199254740993,"completion_tokens":1,"total_tokens":9007199254740994}',
    ],
    ['below zero', '{"prompt_tokens":-5,"total_tokens":-1}', '{"total_tokens":0}'],
    ['of null', 'null', '{"total_tokens":0}'],
  ])('%s', (_, usage, wanted) => {
    const { events } = ask({ events: [`data: {"choices":[],"usage":${usage}}\n\n`] }, { stream: true })
    expect(events[0]).toContain(`"usage":${wanted},`)
  })
})

describe('what is no chunk with content', () => {
  test.each([
    'null',
    '[]',
    '7',
    '"x"',
    '{"choices":null}',
    '{"choices":[]}',
    '{"choices":[null]}',
    '{"choices":[{"delta":null}]}',
    '{"choices":[{"message":{"content":"x"}}]}',
    '{"choices":{"0":{}}}',
    '{"choices":[{"delta":"x"}]}',
    '{"choices":[{"delta":{"tool_calls":[]}}]}',
    '{"choices":[{"delta":{"content":7}}]}',
    '[DONE',
    ' [DONE]',
    '{}{}',
  ])('%s is dropped', (payload) => {
    const { events } = ask({ events: [`data: ${payload}\n\n`, HELLO] }, { stream: true })
    expect(events).toHaveLength(3)
    expect(events[0]).toContain('"content":"Hello"')
    expect(events[0]).toContain('"chunk_index":0')
  })
})
