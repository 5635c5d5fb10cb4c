import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_3_60 } from '../../src/gateway/profiles/line-1-3-60.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import type { GatewayProfile } from '../../src/gateway/profiles/profile.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { testEmulator } from '../support/start-service.ts'

const ANSWER = {
  id: 'a',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [],
  system_fingerprint: 'f',
}
const CHUNK = { id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', x: 1 }
const EVENTS = { events: [{ ...CHUNK, choices: [{ index: 0, delta: { content: 'Hi' } }] }] }
const SSE = { 'content-type': 'text/event-stream' }

const SCENARIOS = {
  scenarios: [
    { when: { provider: 'azure' }, error: 'azure.server_error' },
    { when: { provider: 'openai', stream: true }, upstream: { status: 200, headers: SSE, ...EVENTS } },
    { when: { provider: 'openai', deployment: 'refused' }, upstream: { connection: 'refused' } },
    { when: { provider: 'openai' }, upstream: { status: 200, body: ANSWER } },
  ],
}

interface Sent {
  readonly path?: string
  readonly body?: object
  readonly headers?: readonly (readonly [string, string])[]
  readonly profile?: GatewayProfile
  readonly client?: object
}

function send({ path = '/openai/v1/chat/completions', body, headers = [], profile, client = {} }: Sent) {
  const config = readGatewayConfig({
    client,
    providers: {
      azure: { keys: [{ value: 'a', azure_key_config: { endpoint: 'https://x', deployments: { x: 'x' } } }] },
      openai: { keys: [{ name: 'o', value: 'open-key', models: [] }] },
    },
  })
  const emulator = testEmulator({ config, profile: profile ?? PROFILE_1_4_19, scenarios: SCENARIOS })
  const { plan, entry } = emulator.exchange(
    {
      method: 'POST',
      target: path,
      headers: new HeaderMap([['host', 'h'], ...headers]),
      body: Buffer.from(JSON.stringify({ model: 'gpt-5', messages: [], ...body })),
      httpVersion: '1.1',
    },
    { at: 0, date: '' },
  )
  const text = plan.events
    .map((event) =>
      event.kind === 'body' ? (typeof event.data === 'function' ? event.data() : event.data) : '',
    )
    .join('')
  return { text, calls: entry.calls.map(({ upstream }) => upstream) }
}

const RAW = [['x-bf-send-back-raw-response', 'true']] as const

describe('a provider that is not Azure needs no deployments', () => {
  test('it is asked by its own path with its key, and no deployment is told of', () => {
    const { text, calls } = send({})
    expect(JSON.parse(text).extra_fields).toEqual({
      request_type: 'chat_completion',
      provider: 'openai',
      model_requested: 'gpt-5',
      latency: 0,
      chunk_index: 0,
    })
    expect(calls.map(({ url, headers }) => [url, Object.fromEntries(headers)['authorization']])).toEqual([
      ['/v1/chat/completions', 'Bearer open-key'],
    ])
  })

  test('it answers as a fallback', () => {
    const { text, calls } = send({
      path: '/openai/openai/deployments/x/chat/completions',
      body: { fallbacks: ['openai/gpt-5'] },
    })
    expect(JSON.parse(text).extra_fields.provider).toBe('openai')
    expect(calls.map(({ provider, model }) => `${provider}/${model}`)).toEqual(['azure/x', 'openai/gpt-5'])
  })

  test('a connection that is refused names its host', () => {
    const { text } = send({ body: { model: 'refused' }, profile: PROFILE_1_3_60 })
    expect(JSON.parse(text).error.error).toBe(
      'error when dialing api.openai.com:443: dial tcp4 203.0.113.10:443: connect: connection refused',
    )
  })

  test('a key that comes with the request needs no endpoint', () => {
    const { calls } = send({
      client: { allow_direct_keys: true },
      headers: [['authorization', 'Bearer mine']],
    })
    expect(Object.fromEntries(calls[0]!.headers)['authorization']).toBe('Bearer mine')
  })
})

describe("OpenAI's own answer takes the place of the gateway's where it was captured", () => {
  test.each([
    ['asked for', { headers: RAW }, true],
    ['not asked for', {}, false],
    ['unasked in 1.3.60', { profile: PROFILE_1_3_60 }, true],
    [
      "not on the gateway's own route",
      { path: '/v1/chat/completions', body: { model: 'openai/m' }, headers: RAW },
      false,
    ],
  ] as const)('whole: %s', (_, sent, isRaw) => {
    expect('extra_fields' in JSON.parse(send(sent).text)).toBe(!isRaw)
  })

  test('chunks do, the last one that the gateway adds does not', () => {
    const events = send({ body: { stream: true }, headers: RAW }).text.split('\n\n')
    expect(JSON.parse(events[0]!.slice(6))).toEqual(EVENTS.events[0])
    expect(JSON.parse(events[1]!.slice(6)).extra_fields).toMatchObject({ provider: 'openai', chunk_index: 1 })
    expect(events[2]).toBe('data: [DONE]')
  })
})
