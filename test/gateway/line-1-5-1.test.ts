import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_4_24 } from '../../src/gateway/profiles/line-1-4-24.ts'
import { PROFILE_1_5_1 } from '../../src/gateway/profiles/line-1-5-1.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import type { WireEvent } from '../../src/plan/plan.ts'
import { startServer, testEmulator } from '../support/start-service.ts'
import { ask, chunk } from './ask.ts'
import type { Asked } from './ask.ts'

/** What the recordings of 1.4.24 and 1.5.1 show in one case, here in others of the same kind. */
const since = (upstream: object, asked: Asked = {}) => ask(upstream, { profile: PROFILE_1_5_1, ...asked })
const STREAM = { stream: true } as const
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }

function bodyText(event: WireEvent | undefined): string {
  if (event?.kind !== 'body') return ''
  const data = typeof event.data === 'function' ? event.data() : event.data
  return Buffer.from(data as string).toString()
}

function configured(key: object, more: object = {}) {
  const keys = [key].flat().map((it) => ({
    models: ['*'],
    value: 'k',
    azure_key_config: { endpoint: 'https://e' },
    ...(it as object),
  }))
  return readGatewayConfig({ providers: { azure: { keys, network_config: { max_retries: 1 } } }, ...more })
}

describe('a stream', () => {
  test('of a usage chunk alone ends with its model, and without an id and a time', () => {
    const events = [
      { id: 'c', created: 7, model: 'gpt', object: 'chat.completion.chunk', choices: [], usage: USAGE },
    ]
    const { events: sent } = since({ events }, STREAM)
    expect(sent).toHaveLength(2)
    expect(sent[0]).toMatch(/^\{"id":"","choices":\[\{"index":0,"delta":\{\}\}\],"created":0,"model":"gpt",/)
  })

  test('ends with the first id and time, and the last model', () => {
    const events = [
      chunk({ role: 'assistant', content: '' }, { id: 'a', created: 1, model: 'one' }),
      chunk({ content: 'x' }, { id: 'b', created: 2, model: 'two' }),
      { id: 'c', created: 3, model: 'three', object: 'chat.completion.chunk', choices: [] },
    ]
    const last = since({ events }, STREAM).events.at(-2)
    expect(JSON.parse(last!)).toMatchObject({ id: 'a', created: 1, model: 'three', system_fingerprint: '' })
  })

  test.each([PROFILE_1_4_24, PROFILE_1_5_1])(
    '$line: a first choice without text takes the others with it',
    (profile) => {
      const choices = (first: string) => [
        { index: 0, delta: { content: first } },
        { index: 1, delta: { content: 'other' } },
      ]
      const events = [
        { ...chunk({}), choices: choices('') },
        { ...chunk({}), choices: choices('text') },
      ]
      const { body } = ask({ events }, { ...STREAM, profile })
      expect(body.match(/"content":"other"/g)).toHaveLength(1)
    },
  )

  test.each<[string, object]>([
    ['the connection', { connection: 'hang' }],
    ['the head', { events: [{ $end: 'hang' }] }],
    [
      'an opening that is not sent',
      { events: [chunk({ role: 'assistant', content: '' }), { $end: 'hang' }] },
    ],
    ['the head of an error', { status: 500, events: [{ $end: 'hang' }] }],
  ])('that is silent behind %s leaves its client without a byte', (_, upstream) => {
    for (const profile of [PROFILE_1_4_24, PROFILE_1_5_1]) {
      const { status, body } = ask(upstream, { ...STREAM, profile })
      expect([status, body]).toEqual([0, ''])
    }
  })

  test('whose head is late is not given up', () => {
    const { status, headAt } = since({ events: [chunk({ content: 'x' })], delay_ms: 40_000 }, STREAM)
    expect(status).toBe(200)
    expect(headAt).toBeGreaterThanOrEqual(40_000)
  })

  test('an error inside it names the deployment as Azure does, one before it as the client did', () => {
    const config = configured({ aliases: { X: 'prod' } })
    const error = { error: { message: 'no' } }
    const inside = since({ events: [chunk({ content: 'a' }), error] }, { ...STREAM, config })
    expect(inside.events.at(-1)).toContain('"original_model_requested":"x","resolved_model_used":"prod"')
    const before = since({ events: [error] }, { ...STREAM, config })
    expect(before.body).toContain('"original_model_requested":"x","resolved_model_used":"x"')
  })
})

test.each([
  [
    PROFILE_1_4_24,
    { error: { message: 'provider is required' }, extra_fields: { model_requested: 'team/x' } },
  ],
  [
    PROFILE_1_5_1,
    {
      error: { message: 'failed to get config for provider: not found' },
      extra_fields: { provider: 'openai', original_model_requested: 'team/x', resolved_model_used: 'team/x' },
    },
  ],
])('$line: two segments of which the first names no provider', (profile, told) => {
  const emulator = testEmulator({ profile, config: configured({}) })
  const target = '/openai/openai/deployments/team/x/chat/completions'
  const request = {
    method: 'POST',
    target,
    headers: new HeaderMap([]),
    body: Buffer.from('{}'),
    httpVersion: '1.1',
  }
  const { plan } = emulator.exchange(request, { at: 0, date: '' })
  const [head, body] = plan.events
  expect(head).toMatchObject({ status: 500 })
  expect(JSON.parse(bodyText(body))).toMatchObject(told)
})

describe('keys', () => {
  const two = [{ name: 'one' }, { name: 'two', weight: 0, value: 'second' }]
  const refusing = (error: object) => ({
    scenarios: [
      {
        when: { deployment: 'x' },
        replies: [{ upstream: { status: 400, body: { error } } }, { reply: 'at last' }],
      },
    ],
  })
  const keysOf = (config: Asked['config'], error: object, headers: Asked['headers'] = []) =>
    since({}, { ...refusing(error), headers, ...(config && { config }) }).calls.map(
      (call) => Object.fromEntries(call.upstream.headers)['api-key'],
    )

  test('the words of a rate limit count as a 429', () => {
    expect(keysOf(configured(two), { message: 'Quota exceeded' })).toEqual(['k', 'second'])
    expect(keysOf(configured(two), { message: 'no' })).toEqual(['k'])
  })

  test('one that the request names is not changed', () => {
    expect(keysOf(configured(two), { message: 'Rate limit' }, [['x-bf-api-key', 'one']])).toEqual(['k', 'k'])
  })

  test.each<[string, object]>([
    ['switched off', { enabled: false }],
    ['with the model on its blacklist', { blacklisted_models: ['x'] }],
    ['with all on its blacklist', { blacklisted_models: ['*'] }],
    ['without an endpoint', { azure_key_config: { endpoint: '' } }],
    ['without models', { models: [] }],
    ['with other models', { models: ['y'] }],
  ])('one %s serves nothing', (_, key) => {
    const { status, body } = since({ body: {} }, { config: configured(key) })
    expect([status, JSON.parse(body)]).toMatchObject([
      500,
      {
        error: {
          message: 'no keys found that support model: x',
          error: 'no keys found that support model: x',
        },
      },
    ])
  })

  test('a virtual key for all models knows an alias in any case', () => {
    const grant = { provider: 'azure', allowed_models: ['*'], key_ids: ['*'] }
    const governance = { virtual_keys: [{ id: 'v', value: 'sk-bf-v', provider_configs: [grant] }] }
    const status = (aliases: object) =>
      since(
        { body: {} },
        { config: configured({ aliases }, { governance }), headers: [['x-bf-vk', 'sk-bf-v']] },
      ).status
    expect([status({ X: 'prod' }), status({ other: 'prod' })]).toEqual([200, 403])
  })
})

test.each([{}, { created: 0 }, { created: null }])(
  '%j gets the time of its Date, whatever the seed is',
  async (body) => {
    const scenarios = { scenarios: [{ upstream: { body } }] }
    await using server = await startServer({ profile: PROFILE_1_5_1, scenarios })
    const response = await fetch(`${server.url}/openai/openai/deployments/x/chat/completions`, {
      method: 'POST',
      body: '{}',
    })
    const { created } = (await response.json()) as { created: number }
    expect(created * 1000).toBe(Date.parse(response.headers.get('date')!))
  },
)
