import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_2_2 } from '../../src/gateway/profiles/line-2-2.ts'
import { ask as askLine } from './ask.ts'
import type { Asked } from './ask.ts'

const AZURE = { endpoint: 'https://x.openai.azure.com' }
const OK = { body: { id: 'c', choices: [], created: 1, model: 'm', object: 'chat.completion' } }
const key = (name: string, more: object = {}) => ({
  id: name,
  name,
  value: `secret-${name}`,
  models: ['*'],
  azure_key_config: AZURE,
  ...more,
})

interface Setting extends Asked {
  readonly keys: readonly object[]
  readonly network?: object
}

function ask(upstream: object, { keys, network = {}, ...asked }: Setting) {
  const config = readGatewayConfig({ providers: { azure: { keys, network_config: network } } })
  return askLine(upstream, { config, profile: PROFILE_2_2, ...asked })
}

const routing = (body: string) =>
  (JSON.parse(body) as { extra_fields: { routing_info: object } }).extra_fields.routing_info

describe('which models a key serves', () => {
  const NONE = {
    is_bifrost_error: false,
    error: {
      error: 'no keys found that support model: x',
      type: 'no_key_supports_model',
      message: 'no keys found that support model: x',
    },
    extra_fields: {
      routing_info: {},
      provider: 'azure',
      original_model_requested: 'x',
      resolved_model_used: 'x',
      request_type: 'chat_completion',
      error_type: 'caller_model_not_available',
    },
  }

  test.each([
    ['no list', { models: undefined }],
    ['an empty list', { models: [] }],
    ['a list of others', { models: ['y'] }],
    ['the target of its alias alone', { models: ['target'], aliases: { x: 'target' } }],
    ['all, but without a place to call', { azure_key_config: undefined }],
    ['all, but without an endpoint', { azure_key_config: {} }],
  ])('none with %s', (_, more) => {
    const { status, body } = ask(OK, { keys: [key('a', more)] })
    expect([status, JSON.parse(body)]).toEqual([400, NONE])
  })

  test.each([
    ['a list with it', { models: ['x'] }],
    ['a list of all', { models: ['*'] }],
    ['a map of other deployments', { azure_key_config: { ...AZURE, deployments: { y: 'z' } } }],
  ])('the model with %s', (_, more) => {
    const { status, body } = ask(OK, { keys: [key('a', more)] })
    expect([status, routing(body)]).toEqual([200, { provider: 'azure', model: 'x', key: 'a' }])
  })

  test.each([
    ['target', { model_id: 'target' }],
    [
      { model_id: 'target', model_name: 'gpt-4o', model_family: 'openai' },
      { model_id: 'target', model_name: 'gpt-4o', model_family: 'openai' },
    ],
  ])('the alias %j', (alias, told) => {
    const { status, body, headers, sent } = ask(OK, { keys: [key('a', { aliases: { x: alias } })] })
    expect(status).toBe(200)
    expect(JSON.parse(sent[0]!)).toMatchObject({ model: 'target' })
    expect(JSON.parse(body)).toMatchObject({
      extra_fields: {
        original_model_requested: 'x',
        resolved_model_used: 'target',
        routing_info: { model: 'x', resolved_key_alias: told },
      },
    })
    const named = headers.filter(([name]) => name.startsWith('X-Bifrost-Routing-Info-Alias'))
    expect(named.map(([, value]) => value)).toEqual(Object.values(told))
  })
})

describe('which key a retry goes by', () => {
  const refuses = (status: number) => ({ status, body: { error: { code: String(status), message: 'no' } } })
  const ordered = (
    replies: readonly object[],
    keys: number,
    retries: number,
    headers: Asked['headers'] = [],
  ) => {
    const config = readGatewayConfig({
      providers: {
        azure: {
          keys: Array.from({ length: keys }, (_, index) => key(`k${index + 1}`)),
          network_config: { max_retries: retries, retry_backoff_initial: 1000, retry_backoff_max: 1000 },
        },
      },
    })
    return askLine(
      {},
      {
        config,
        profile: PROFILE_2_2,
        headers,
        scenarios: [{ when: {}, replies: replies.map((upstream) => ({ upstream })), then: 'last' }],
      },
    )
  }
  const keysOf = ({ calls }: ReturnType<typeof ordered>) =>
    calls.map(({ upstream }) => new Map(upstream.headers).get('api-key'))
  const EXHAUSTED = 'all configured keys returned permanent per-key errors (401/402/403)'

  test.each([401, 402, 403])('after %i another, at once', (status) => {
    const answer = ordered([refuses(status), OK], 2, 1)
    expect(answer.status).toBe(200)
    expect(new Set(keysOf(answer)).size).toBe(2)
    expect(answer.headAt).toBe(0)
    expect(routing(answer.body)).toMatchObject({ key: keysOf(answer)[1]!.replace('secret-', '') })
  })

  test('without retries the refusal comes back as it is', () => {
    const { status, body } = ordered([refuses(401)], 2, 0)
    expect([status, JSON.parse(body)]).toMatchObject([401, { error: { code: '401', message: 'no' } }])
  })

  test.each([
    [1, 1, 1],
    [2, 5, 2],
    [3, 5, 3],
  ])('%i keys, %i retries: all refused after %i calls', (keys, retries, calls) => {
    const answer = ordered([refuses(401)], keys, retries)
    expect(new Set(keysOf(answer)).size).toBe(calls)
    expect(answer.calls.length).toBe(calls)
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      502,
      {
        type: 'upstream_credentials_exhausted',
        status_code: 502,
        error: { type: 'upstream_credentials_exhausted', message: `${EXHAUSTED}: provider azure` },
      },
    ])
  })

  test('a key that the client names is the only one', () => {
    const answer = ordered([refuses(403)], 2, 3, [['x-bf-api-key', 'k2']])
    expect(keysOf(answer)).toEqual(['secret-k2'])
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([502, { error: { message: EXHAUSTED } }])
  })

  test('after 429 the next, in rounds, after a wait', () => {
    const answer = ordered([refuses(429), refuses(429), refuses(429), OK], 2, 3)
    const used = keysOf(answer)
    expect(answer.status).toBe(200)
    expect(used.length).toBe(4)
    expect([new Set(used.slice(0, 2)).size, new Set(used.slice(2)).size]).toEqual([2, 2])
    expect(answer.headAt).toBeGreaterThan(2400)
  })

  test('as long after 429 as Azure says', () => {
    const answer = ordered([{ ...refuses(429), headers: { 'Retry-After': '7' } }, OK], 1, 1)
    expect([answer.status, answer.headAt]).toEqual([200, 7000])
  })

  test.each([500, 503])('after %i the same', (status) => {
    const used = keysOf(ordered([refuses(status), refuses(status), OK], 3, 2))
    expect([used.length, new Set(used).size]).toEqual([3, 1])
  })

  test('an error behind the opening of a stream is retried like any other', () => {
    const opening = { id: 'c', choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }
    const error = { status_code: 503, error: { message: 'busy' } }
    const first = { events: [opening, { choices: [] }, error] }
    const second = { events: [{ id: 'c', choices: [{ index: 0, delta: { content: 'Hi' } }] }] }
    const config = readGatewayConfig({
      providers: { azure: { keys: [key('a')], network_config: { max_retries: 1 } } },
    })
    const scenarios = [{ when: {}, replies: [{ upstream: first }, { upstream: second }] }]
    const answer = askLine({}, { config, profile: PROFILE_2_2, stream: true, scenarios })
    expect([answer.status, answer.calls.length, answer.events.at(-1)]).toEqual([200, 2, '[DONE]'])
  })
})

describe('timeouts', () => {
  test.each([
    [{}, 300_000],
    [{ default_request_timeout_in_seconds: 5 }, 5000],
  ])('of a request with %j: %i ms', (network, ms) => {
    const answer = ask({ connection: 'hang' }, { keys: [key('a')], network })
    expect([answer.status, answer.headAt]).toEqual([504, ms])
  })

  const chunk = (content: string) => ({ id: 'c', choices: [{ index: 0, delta: { content } }] })

  test.each([
    [{}, 120_000],
    [{ stream_idle_timeout_in_seconds: 2 }, 2000],
  ])('of silence in a stream with %j: %i ms', (network, ms) => {
    const events = [chunk('a'), { $wait: 900_000 }, chunk('b')]
    const answer = ask({ events, gap_ms: 0 }, { keys: [key('a')], network, stream: true })
    expect(answer.endAt).toBe(ms)
    expect(answer.body).toContain('"content":"a"')
    expect(answer.events.at(-1)).toContain('Error reading stream: ')
    expect(answer.body).not.toContain('[DONE]')
  })

  test('a stream that goes on may last longer than a request', () => {
    const events = Array.from({ length: 5 }, (_, index) => [chunk(String(index)), { $wait: 100_000 }]).flat()
    const answer = ask({ events, gap_ms: 0 }, { keys: [key('a')], stream: true })
    expect([answer.events.at(-1), answer.endAt]).toEqual(['[DONE]', 500_000])
  })
})

describe('an address of a private network', () => {
  const at = (endpoint: string) => [key('a', { azure_key_config: { endpoint } })]

  test.each(['10.0.0.5', '172.19.0.2', '192.168.1.1:8080'])('%s is not called', (host) => {
    const { status, body, calls } = ask(OK, { keys: at(`http://${host}`) })
    expect([status, calls.length, JSON.parse(body)]).toMatchObject([
      502,
      0,
      {
        error: {
          error: `connection to private IP ${host.split(':')[0]} is not allowed`,
          type: 'provider_connection_failed',
        },
      },
    ])
  })

  test.each<[string, object]>([
    ['172.32.0.1', {}],
    ['127.0.0.1:9', {}],
    ['10.0.0.5', { allow_private_network: true }],
  ])('%s is, with %j', (host, network) => {
    expect(ask(OK, { keys: at(`http://${host}`), network }).status).toBe(200)
  })
})
