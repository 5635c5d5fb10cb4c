import { describe, expect, test } from 'vitest'
import { defaultGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_3_60 } from '../../src/gateway/profiles/line-1-3-60.ts'
import { PROFILE_1_4_10 } from '../../src/gateway/profiles/line-1-4-10.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { route } from '../../src/gateway/routing/route.ts'
import { ask, chunk } from './ask.ts'
import type { Asked } from './ask.ts'

const OLDEST: Asked = { profile: PROFILE_1_3_60 }
const OLDER: Asked = { profile: PROFILE_1_4_10 }
const DEFAULT: Asked = { profile: PROFILE_1_4_19 }

/** Each rule was recorded with one example; these are others. */
describe('the body that 1.3.60 hands on to its parser', () => {
  const messages = [{ role: 'user', content: 'Hi' }]

  test('has its keys sorted at every depth, and is escaped', () => {
    const { body } = ask({}, { ...OLDEST, request: { top_p: '<&', model: 'm', messages } })
    expect(causeOf(body)).toContain(String.raw`\"top_p\":\"\\u003c\\u0026\"}`)
    expect(causeOf(ask({}, { ...OLDER, request: { top_p: '<&', model: 'm', messages } }).body)).toContain(
      String.raw`{\"top_p\":\"<&\",\"mo`,
    )
  })

  test.each([
    ['no JSON', '{"messages": [}'],
    ['a list', '[ 1 , 2 ]'],
    ['a raw control character', '{"z":"\u0001","stop":"x"}'],
  ])('stays as it is where it is %s', (_, request) => {
    expect(causeOf(ask({}, { ...OLDEST, request }).body)).toBe(causeOf(ask({}, { ...OLDER, request }).body))
  })

  test.each([
    [12345678901234567890n, '12345678901234567000'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
  ])('loses what a float cannot hold: %s', (bias, written) => {
    const request = `{"messages":[],"logit_bias":{"1":${bias}}}`
    expect(ask({ text: '{}' }, { ...OLDEST, request }).sent[0]).toContain(`"1": ${written}`)
  })
})

describe('what Azure gets of parameters', () => {
  const sent = (request: object, asked: Asked) =>
    JSON.parse(ask({ text: '{}' }, { ...asked, request }).sent[0] ?? '{}') as Record<string, unknown>

  test.each([
    'prediction',
    'prompt_cache_key',
    'prompt_cache_retention',
    'store',
    'verbosity',
    'web_search_options',
  ])('%s is kept back by 1.3.60 alone', (name) => {
    const values: Record<string, unknown> = { store: true, prediction: { type: 'content', content: 'x' } }
    const request = { messages: [], [name]: name === 'web_search_options' ? {} : (values[name] ?? 'low') }
    expect(name in sent(request, OLDEST)).toBe(false)
    expect(name in sent(request, OLDER)).toBe(true)
  })

  test.each([
    [{ reasoning_effort: 'minimal' }, 'low'],
    [{ reasoning_effort: 'high' }, 'high'],
    [{ reasoning: { max_tokens: 0 } }, 'none'],
    [{ reasoning: { max_tokens: 1024 } }, 'low'],
    [{ reasoning: { max_tokens: 2000 } }, 'medium'],
    [{ reasoning: { max_tokens: 1000 }, max_completion_tokens: 1000 }, 'high'],
    [{}, undefined],
  ])('of %j 1.3.60 makes the effort %s', (request, effort) => {
    expect(sent({ messages: [], ...request }, OLDEST)['reasoning_effort']).toBe(effort)
  })

  test('the schema of a tool in the order of 1.3.60', () => {
    const parameters = {
      enum: ['a'],
      properties: { b: {}, a: {} },
      description: 'd',
      required: ['a'],
      type: 'object',
      x: 1,
    }
    const tools = [{ type: 'function', function: { name: 'f', parameters } }]
    const { body } = {
      body: ask({ text: '{}' }, { ...OLDEST, request: { messages: [], tools } }).sent[0] ?? '',
    }
    const [tool] = (JSON.parse(body) as { tools: { function: { parameters: object } }[] }).tools
    expect(JSON.stringify(tool?.function.parameters)).toBe(
      '{"type":"object","description":"d","required":["a"],"properties":{"a":{},"b":{}},"enum":["a"]}',
    )
  })
})

describe('a stream that begins with the request', () => {
  const sse = ['Content-Type', 'text/event-stream']

  test.each<[string, object]>([
    ['no connection', { connection: 'refused' }],
    ['a silent deployment', { connection: 'hang' }],
    ['an error of the deployment', { status: 503, body: { error: { message: 'busy', code: 'x' } } }],
    ['an error without a body', { status: 500, text: '' }],
  ])('%s: one event of known length, status 200, without [DONE]', (_, upstream) => {
    const { status, headers, events, body } = ask(upstream, { ...OLDER, stream: true })
    expect([status, events.length]).toEqual([200, 1])
    expect(headers).toContainEqual(sse)
    expect(headers).toContainEqual(['Content-Length', String(Buffer.byteLength(body))])
    const whole = JSON.parse(ask(upstream, OLDER).body) as { error: { message: string } }
    const event = JSON.parse(events[0] ?? '') as { error: { error: { message: string } } }
    expect(event.error.error.message.slice(0, 20)).toBe(
      upstream['connection' as never] === 'refused'
        ? 'failed to execute HT'
        : whole.error.message.slice(0, 20),
    )
  })

  test('what the gateway refuses after it has read the request is an event, too', () => {
    const config = { ...defaultGatewayConfig(), requiredHeaders: ['X-Team'] }
    const { status, events } = ask({}, { ...OLDER, stream: true, config })
    expect(status).toBe(200)
    expect(events[0]).toMatch(/^\{"error":\{"type":"missing_required_headers",/)
    expect(ask({}, { ...DEFAULT, stream: true, config }).status).toBe(400)
  })

  test('what cannot be read is no stream', () => {
    const { status, headers } = ask({}, { ...OLDER, request: '{"stream":true,"messages":1}' })
    expect(status).toBe(500)
    expect(headers).toContainEqual(['Content-Type', 'application/json'])
    expect(headers.map(([name]) => name)).not.toContain('Cache-Control')
  })

  test('an error as first event comes unwrapped, in chunks', () => {
    const upstream = { events: [{ error: { message: 'no' } }] }
    const { status, headers, events } = ask(upstream, { ...OLDER, stream: true })
    expect(status).toBe(200)
    expect(headers).toContainEqual(['Transfer-Encoding', 'chunked'])
    expect(events).toEqual([expect.stringMatching(/^\{"is_bifrost_error":false,"error":\{"message":"no"\}/)])
  })

  test('it is not tried again, and no fallback is asked, once Azure said 200', () => {
    const upstream = { events: [{ error: { message: 'no' } }] }
    const request = { messages: [], fallbacks: ['azure/other'] }
    expect(ask(upstream, { ...OLDER, stream: true, request }).sent.length).toBe(1)
    expect(ask(upstream, { ...DEFAULT, stream: true, request }).sent.length).toBe(2)
  })

  test("its own headers stand before Azure's, which may replace them", () => {
    const upstream = {
      events: [chunk({ content: 'a' })],
      headers: { 'Cache-Control': 'private', 'X-One': '1' },
    }
    const { headers } = ask(upstream, { ...OLDER, stream: true })
    const names = headers.map(([name]) => name)
    expect(names.indexOf('Cache-Control')).toBeLessThan(names.indexOf('X-One'))
    expect(headers).toContainEqual(['Cache-Control', 'private'])
    expect(ask(upstream, { ...DEFAULT, stream: true }).headers).toContainEqual(['Cache-Control', 'no-cache'])
  })
})

describe('lines of a stream', () => {
  const data = (text: string) => ({ text, headers: { 'content-type': 'text/event-stream' } })
  const one = JSON.stringify(chunk({ content: 'a' }))

  test.each([
    [`data:${one}\n\n`, 1, 2],
    [`data: ${one}\n\ndata:[DONE]\n\ndata: ${one}\n\n`, 3, 2],
    [`data: ${one}\r\n\r\ndata: [DONE]\r\n\r\ndata: ${one}\n\n`, 2, 2],
    [`${one}\n`, 2, 2],
  ])('%j: %d chunks in 1.4.10, %d in 1.4.19', (text, older, latest) => {
    expect(ask(data(text), { ...OLDER, stream: true }).events.length - 1).toBe(older)
    expect(ask(data(text), { ...DEFAULT, stream: true }).events.length - 1).toBe(latest)
  })

  test('a page of HTML in the place of a stream is an empty stream in 1.4.10', () => {
    const { events } = ask({ text: '<html>\n<body>busy</body>\n</html>' }, { ...OLDER, stream: true })
    expect(events.length).toBe(2)
    expect(events[0]).toContain('"usage":{"total_tokens":0}')
  })
})

describe('errors of Azure that are no errors of OpenAI', () => {
  test.each([
    ['{"error":{"message":"m","code":false}}', { code: '', message: 'm' }, { code: 'false', message: 'm' }],
    ['{"error":{"message":"m","type":7}}', { type: '', message: 'm' }, { message: '' }],
    ['{"error":{"message":["m"],"param":[1]}}', { message: '', param: [1] }, { message: '' }],
    ['{"error":[]}', { message: '' }, { message: '' }],
    ['[1]', { message: '' }, { message: '' }],
    ['null', { message: '' }, { message: '' }],
    ['{"detail":"x"}', { message: '' }, { message: '' }],
    ['no JSON', { message: 'provider API error: no JSON' }, { message: 'provider API error: no JSON' }],
  ])('%s', (text, oldest, older) => {
    expect(errorOf(ask({ status: 400, text }, OLDEST).body)).toEqual(oldest)
    expect(errorOf(ask({ status: 400, text }, OLDER).body)).toEqual(older)
  })
})

test.each([
  ['/openai/openai/deployments/a%2Fb/chat/completions', 'chat'],
  ['/openai/openai/deployments/a/embeddings', 'chat'],
  ['/openai/openai/deployments/a/chat', 'not-allowed'],
  ['/openai/openai/deployments/a/b/chat/completions', 'not-allowed'],
  ['/openai/openai/deployments/', 'not-allowed'],
])('1.3.60 routes POST %s: %s', (path, kind) => {
  expect(route('POST', path, PROFILE_1_3_60.routes).kind).toBe(kind)
})

test.each([
  ['/OPENAI/openai/deployments/My-Id/Chat/completions', '/openai/openai/deployments/My-Id/chat/completions'],
  ['/litellm/openai/deployments/X/embeddings/', '/litellm/openai/deployments/X/embeddings'],
])('1.3.60 leads %s to the right path', (path, fixed) => {
  expect(route('POST', path, PROFILE_1_3_60.routes)).toEqual({ kind: 'redirect', path: fixed, status: 308 })
})

test('raw answers of 1.3.60 keep numbers and bytes as JSON has them, not as they were written', () => {
  const { body } = ask({ text: '{ "id": "a", "n": 1.0, "b": [], "a": "\\u00e4<" }' }, OLDEST)
  expect(body).toContain('"raw_response":{"a":"ä<","b":[],"id":"a","n":1}')
})

test.each([
  [
    '1.3.60',
    OLDEST,
    'error when dialing emulator.openai.azure.com:443: lookup emulator.openai.azure.com: no such host',
  ],
  ['1.4.10', OLDER, 'dial tcp: lookup emulator.openai.azure.com: no such host'],
] as const)('an unknown host in %s', (_, asked, cause) => {
  expect(errorOf(ask({ connection: 'dns' }, asked).body)['error']).toBe(cause)
})

function causeOf(body: string): string {
  return errorOf(body)['error'] ?? ''
}

function errorOf(body: string): Record<string, string> {
  return (JSON.parse(body) as { error: Record<string, string> }).error
}
