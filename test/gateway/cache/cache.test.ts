import { describe, expect, test } from 'vitest'
import { similarity, wordsOf } from '../../../src/gateway/cache/similarity.ts'
import { withCacheDebug } from '../../../src/gateway/cache/cache-debug.ts'
import { ttlMs } from '../../../src/gateway/config/cache-config.ts'
import { asker } from '../governance/asker.ts'
import type { Question, Said } from '../governance/asker.ts'

const HIT = 5000
const EMBEDDING = { provider: 'openai', embedding_model: 'text-embedding-3-small' }

function gateway(config: object = {}, governance: object = {}) {
  const plugin = { name: 'semantic_cache', enabled: true, config: { default_cache_key: 'k', ...config } }
  return asker(governance, { file: { plugins: [plugin] } })
}

/** The `cache_debug` of an answer; of a stream that of its last chunk. */
function debugOf({ body }: Said): unknown {
  const json = body.startsWith('data: ') ? body.split('\n\n').at(-3)!.slice(6) : body
  return (JSON.parse(json) as { extra_fields: { cache_debug?: unknown } }).extra_fields.cache_debug
}

function without(body: string): string {
  return body.replace(/,"cache_debug":\{[^}]*\}/, '')
}

describe('an equal request', () => {
  test('gets the answer that is kept, told as a direct hit, and asks nobody', () => {
    const { ask, emulator } = gateway()
    const first = ask()
    const second = ask({ at: HIT })
    expect(debugOf(first)).toBeUndefined()
    expect(debugOf(second)).toEqual({
      cache_hit: true,
      cache_id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
      hit_type: 'direct',
      requested_provider: 'azure',
      requested_model: 'gpt-4o',
    })
    expect(without(second.body)).toBe(first.body)
    expect([first.endAt, second.endAt]).toEqual([1000, 0])
    expect(emulator.journal.list().map(({ calls }) => calls.length)).toEqual([1, 0])
    expect(debugOf(ask({ at: HIT + 1 }))).toEqual(debugOf(second))
  })

  test('gets a kept stream at once, told in its last chunk', () => {
    const { ask } = gateway()
    const [first, second] = [ask({ stream: true }), ask({ stream: true, at: HIT })]
    expect(debugOf(second)).toMatchObject({ cache_hit: true, hit_type: 'direct' })
    expect(without(second.body)).toBe(first.body)
    expect(second.endAt).toBe(0)
    expect(second.body.match(/cache_debug/g)).toHaveLength(1)
  })

  const hits = (config: object, first: Question, second: Question) => {
    const { ask } = gateway(config)
    ask(first)
    return debugOf(ask({ at: HIT, ...second })) !== undefined
  }
  const header = (...[name, value]: [string, string]): Question => ({ headers: [[name, value]] })

  test.each<[string, object, Question, Question, boolean]>([
    ['case and space around do not matter', {}, { message: 'Hello' }, { message: ' hello ' }, true],
    ['other words', {}, { message: 'Hello' }, { message: 'Bye' }, false],
    ['another parameter', {}, {}, { body: { temperature: 0.5 } }, false],
    ['another model', {}, {}, { model: 'other' }, false],
    ['another model where models do not matter', { cache_by_model: false }, {}, { model: 'other' }, true],
    ['streamed or not', {}, {}, { stream: true }, false],
    ['another key', {}, {}, header('x-bf-cache-key', 'other'), false],
    ['without any key', { default_cache_key: '' }, {}, {}, false],
    [
      'a key of its own',
      { default_cache_key: '' },
      header('x-bf-cache-key', 'a'),
      header('x-bf-cache-key', 'a'),
      true,
    ],
    ['before the first answer has ended', {}, {}, { at: 500 }, false],
    ['right after it', {}, {}, { at: 1000 }, true],
    ['the first is not to be kept', {}, header('x-bf-cache-no-store', 'true'), {}, false],
    ['the second is not to be kept', {}, {}, header('x-bf-cache-no-store', 'true'), true],
    ['only "true" counts', {}, header('x-bf-cache-no-store', '1'), {}, true],
    ['after five minutes', {}, {}, { at: 301_000 }, true],
    ['after a second more', {}, {}, { at: 302_000 }, false],
    ['after the time to live of the configuration', { ttl: '10s' }, {}, { at: 12_000 }, false],
    ['in seconds', { ttl: 10 }, {}, { at: 12_000 }, false],
    ['after that of the request', {}, header('x-bf-cache-ttl', '10s'), { at: 12_000 }, false],
    ['in seconds, too', {}, header('x-bf-cache-ttl', '10'), { at: 12_000 }, false],
    ['one that is none is passed over', {}, header('x-bf-cache-ttl', 'soon'), { at: 12_000 }, true],
    ['too long a conversation', { conversation_history_threshold: 0 }, {}, {}, false],
    [
      'what is only searched as similar',
      {},
      header('x-bf-cache-type', 'semantic'),
      header('x-bf-cache-type', 'direct'),
      false,
    ],
  ])('%s', (_name, config, first, second, hit) => {
    expect(hits(config, first, second)).toBe(hit)
  })

  test('system prompts may be left out', () => {
    const system = (content: string) => ({
      body: {
        messages: [
          { role: 'system', content },
          { role: 'user', content: 'Hi' },
        ],
      },
    })
    expect(hits({ exclude_system_prompt: true }, system('a'), system('b'))).toBe(true)
    expect(hits({}, system('a'), system('b'))).toBe(false)
  })

  test('errors are not kept', () => {
    const { ask, emulator } = gateway()
    ask({ message: 'fail' })
    ask({ message: 'fail', at: HIT })
    expect(emulator.journal.list().map(({ calls }) => calls.length)).toEqual([1, 1])
  })

  test('a plugin that is off keeps nothing', () => {
    const { ask } = asker(
      {},
      { file: { plugins: [{ name: 'semantic_cache', enabled: false, config: { default_cache_key: 'k' } }] } },
    )
    ask()
    expect(debugOf(ask({ at: HIT }))).toBeUndefined()
  })

  test('a reset of the emulator forgets what is kept', () => {
    const { ask, emulator } = gateway()
    ask()
    emulator.reset()
    expect(debugOf(ask({ at: HIT }))).toBeUndefined()
  })

  test('a hit counts against limits, but costs nothing', () => {
    const { ask, emulator } = gateway(
      {},
      {
        rate_limits: [{ id: 'r', request_max_limit: 2, request_reset_duration: '1h' }],
        budgets: [{ id: 'b', max_limit: 9, reset_duration: '1h' }],
        virtual_keys: [{ id: 'v', value: 'sk-bf-a', rate_limit_id: 'r', budget_id: 'b' }],
      },
    )
    const key = 'sk-bf-a'
    ask({ key })
    const budget = emulator.settings.gateway.config.governance.budgets.get('b')!
    const spent = () => emulator.counted[0]!.state.ledger.used(budget, 20_000)
    const before = spent()
    expect(before).toBeGreaterThan(0)
    expect(debugOf(ask({ key, at: HIT }))).toBeDefined()
    expect(spent()).toBe(before)
    expect(ask({ key, at: HIT + 2 }).status).toBe(429)
  })
})

describe('a similar request', () => {
  const question = 'What is the capital city of France today?'
  const alike = 'what is the capital city of France, today'
  const tokens = Math.ceil(`user: ${question}`.length / 4)

  test('hits where it is similar enough; a search without a hit is told', () => {
    const { ask } = gateway(EMBEDDING)
    const first = ask({ message: question })
    expect(debugOf(first)).toEqual({
      cache_hit: false,
      provider_used: 'openai',
      model_used: 'text-embedding-3-small',
      input_tokens: tokens,
    })
    const second = ask({ message: alike, at: HIT })
    expect(debugOf(second)).toMatchObject({
      cache_hit: true,
      hit_type: 'semantic',
      requested_provider: 'azure',
      requested_model: 'gpt-4o',
      provider_used: 'openai',
      model_used: 'text-embedding-3-small',
      threshold: 0.8,
      similarity: 1,
    })
    expect(without(second.body)).toBe(without(first.body))
    expect(debugOf(ask({ message: 'Tell me a joke', at: HIT }))).toMatchObject({ cache_hit: false })
  })

  test('in a stream, too', () => {
    const { ask } = gateway(EMBEDDING)
    expect(debugOf(ask({ message: question, stream: true }))).toMatchObject({ cache_hit: false })
    expect(debugOf(ask({ message: alike, stream: true, at: HIT }))).toMatchObject({ hit_type: 'semantic' })
  })

  test.each<[string, Question['headers'], string | undefined]>([
    ['a threshold of the request', [['x-bf-cache-threshold', '0.5']], 'semantic'],
    ['one that is too high', [['x-bf-cache-threshold', '0.95']], undefined],
    ['above 1 it is 1', [['x-bf-cache-threshold', '7']], undefined],
    ['one that is none is passed over', [['x-bf-cache-threshold', 'low']], undefined],
    [
      'only equal ones are wanted',
      [
        ['x-bf-cache-type', 'direct'],
        ['x-bf-cache-threshold', '0.1'],
      ],
      undefined,
    ],
  ])('%s', (_name, headers, type) => {
    const { ask } = gateway({ ...EMBEDDING, threshold: 0.9 })
    ask({ message: 'What is the capital of France' })
    const said = ask({ message: 'What is the capital of Spain', at: HIT, headers: headers ?? [] })
    expect((debugOf(said) as { hit_type?: string } | undefined)?.hit_type).toBe(type)
  })

  test('an entry that is only found as similar has a drawn name', () => {
    const { ask } = gateway(EMBEDDING)
    const headers: Question['headers'] = [['x-bf-cache-type', 'semantic']]
    ask({ message: question, headers: headers! })
    expect(debugOf(ask({ message: question, headers: headers!, at: HIT }))).toMatchObject({
      hit_type: 'semantic',
      cache_id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
    })
  })
})

test('cache_debug stands before the headers of the provider, whatever a text looks like', () => {
  const debug = { cache_hit: false }
  const body = (extra: object) =>
    JSON.stringify({ id: '"extra_fields":{', extra_fields: extra, more: { a: {} } })
  const told = (extra: object) => JSON.stringify(JSON.parse(withCacheDebug(body(extra), debug)).extra_fields)
  expect(told({ latency: 1, provider_response_headers: { a: 'b' } })).toBe(
    '{"latency":1,"cache_debug":{"cache_hit":false},"provider_response_headers":{"a":"b"}}',
  )
  expect(told({ latency: 1, raw_response: '}}"{' })).toBe(
    '{"latency":1,"raw_response":"}}\\"{","cache_debug":{"cache_hit":false}}',
  )
  expect(withCacheDebug('{"error":{}}', debug)).toBe('{"error":{}}')
})

test.each([
  ['a b c', 'C b a', 1],
  ['a b', 'c d', 0],
  ['', '', 0],
  ['a a b', 'a b b', 0.8],
])('similarity of %j and %j', (a, b, expected) =>
  expect(similarity(wordsOf(a), wordsOf(b))).toBeCloseTo(expected, 10),
)

test.each([
  ['30s', 30_000],
  ['90', 90_000],
  [60, 60_000],
  ['-1s', undefined],
  ['0', undefined],
  [true, undefined],
])('a time to live: %j', (value, ms) => expect(ttlMs(value)).toBe(ms))
