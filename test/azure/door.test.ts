import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { parseResponses } from '../support/raw-response.ts'
import { talk } from '../support/socket-client.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

const PATH = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'
const HELLO = { messages: [{ role: 'user', content: 'Hello!' }] }
const KEY = { 'api-key': 'any' }

let server: TestServer
let known: TestServer
beforeAll(async () => {
  server = await startServer({
    gateway: 'azure',
    scenarios: {
      scenarios: [
        { when: 'bifrost', error: 'governance.budget_exceeded' },
        { when: 'merged', reply: { text: 'x', merge: { usage: { cost: 1 } } } },
        { when: 'refused', upstream: { connection: 'refused' } },
        { when: 'half', reply: 'one two three', faults: [{ upstream_cut: { after: 1 } }] },
        { when: 'own length', upstream: { text: 'abc', headers: { 'content-length': '3', Date: 'now' } } },
        { when: 'nothing', upstream: { status: 204 } },
        { when: 'late bytes', upstream: { wire: ['HTTP/1.1 200 OK\r\nx-ms-region: West\r\ncontent-length: 2\r\n\r\nhi'] }, faults: [{ upstream_delay: { ms: 5 } }] },
        { when: 'broken head', upstream: { wire: ['HTTP/1.1 2', { $end: 'fin' }] } },
      ],
    },
  })
  const key = { name: 'k', value: 'secret', azure_key_config: { endpoint: 'https://a.example', deployments: { fast: 'gpt-4o' } } }
  known = await startServer({
    gateway: 'azure',
    config: readGatewayConfig({ providers: { azure: { keys: [key] } } }),
    scenarios: { scenarios: [{ when: { deployment: 'fast' }, reply: 'Known by the name of the gateway.' }] },
  })
}) // prettier-ignore
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await known?.[Symbol.asyncDispose]()
})

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

async function send(to: TestServer, { method = 'POST', path = PATH, headers = KEY, body = HELLO }: Sent) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`${to.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'POST' ? { body: text } : {}),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('what Azure refuses before a deployment is asked', () => {
  test.each<[what: string, Sent, status: number, text: string]>([
    ['no key', { headers: {} }, 401, '{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired."}'],
    ['no api-version', { path: PATH.replace(/\?.*/, '') }, 404, '{"error":{"code":"404","message":"Resource not found"}}'],
    ['an unknown path', { path: '/openai/deployments/gpt-4o/chat' }, 404, '{"error":{"code":"404","message":"Resource not found"}}'],
    ["the gateway's path", { path: `/openai${PATH}` }, 404, '{"error":{"code":"404","message":"Resource not found"}}'],
    ['another method', { method: 'GET' }, 404, '{"error":{"code":"404","message":"Resource not found"}}'],
    ['v1 without a model', { path: '/openai/v1/chat/completions' }, 400, '{"error":{"message":"you must provide a model parameter","type":"invalid_request_error","param":null,"code":null}}'],
  ])('%s', async (_what, sent, status, text) => {
    const got = await send(server, sent)
    expect([got.status, got.text]).toEqual([status, text])
    expect(got.headers.get('content-type')).toBe('application/json')
    expect(got.headers.get('apim-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }) // prettier-ignore

  test.each([
    ['{"messages":', /^We could not parse the JSON body/, null],
    ['[]', /^Invalid body: expected an object/, 'invalid_type'],
    [{}, /^Missing required parameter: 'messages'/, 'missing_required_parameter'],
    [{ messages: 'hi' }, /^Invalid type for 'messages': expected an array of objects, but got a string instead/, 'invalid_type'],
    [{ messages: [] }, /^Invalid 'messages': empty array/, 'empty_array'],
    [{ messages: [{ role: 'robot' }] }, /^Invalid value: 'robot'. Supported values are: 'system', .*, and 'developer'/, 'invalid_value'],
    [{ messages: [{ content: 'x' }] }, /^Missing required parameter: 'messages\[0\].role'/, 'missing_required_parameter'],
    [{ messages: [{ role: 'user', content: 7 }] }, /'messages\[0\].content': .*but got an integer instead/, 'invalid_type'],
    [{ ...HELLO, max_tokens: 0 }, /^Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead/, 'integer_below_min_value'],
    [{ ...HELLO, max_tokens: 99999 }, /^max_tokens is too large: 99999. This model supports at most 16384/, 'invalid_value'],
    [{ ...HELLO, temperature: 2.5 }, /^Invalid 'temperature': decimal above maximum value. Expected a value <= 2/, 'decimal_above_max_value'],
    [{ ...HELLO, n: 'two' }, /^Invalid type for 'n': expected an integer, but got a string/, 'invalid_type'],
    [{ ...HELLO, max_tokens: 5, max_completion_tokens: 5 }, /at the same time/, 'invalid_parameter_combination'],
    [{ ...HELLO, stream_options: {} }, /only allowed when 'stream' is enabled/, null],
    [{ ...HELLO, top_logprobs: 2 }, /only allowed when 'logprobs' is enabled/, null],
  ])('%j', async (body, message, code) => {
    const got = await send(server, { body })
    const { error } = JSON.parse(got.text) as { error: { message: string; type: string; code: string | null } }
    expect(error.message).toMatch(message)
    expect([got.status, error.type, error.code]).toEqual([400, 'invalid_request_error', code])
  }) // prettier-ignore

  test.each(['/openai/models?api-version=2024-10-21', '/openai/v1/models'])(
    'which models there are: %s',
    async (path) => {
      const got = await send(server, { method: 'GET', path })
      const list = JSON.parse(got.text) as {
        object: string
        data: { id: string; created_at: number; object: string }[]
      }
      expect([got.status, list.object]).toEqual([200, 'list'])
      expect(list.data).toContainEqual(
        expect.objectContaining({ id: 'gpt-4o', created_at: 1743500000, object: 'model' }),
      )
      expect((await send(server, { method: 'GET', path, headers: {} })).status).toBe(401)
    },
  )

  test('any key opens it, and so does a bearer token', async () => {
    expect((await send(server, {})).status).toBe(200)
    expect((await send(server, { headers: { authorization: 'Bearer token' } })).status).toBe(200)
    expect(
      (await send(server, { path: '/openai/v1/chat/completions', body: { ...HELLO, model: 'gpt-4o' } }))
        .status,
    ).toBe(200)
  })

  test('a configuration says which keys and deployments there are', async () => {
    const opened = { headers: { 'api-key': 'secret' } }
    const wrong = await send(known, {})
    expect([wrong.status, JSON.parse(wrong.text).error.code]).toEqual([401, '401'])
    const none = await send(known, { ...opened, path: PATH.replace('gpt-4o', 'fast') })
    expect([none.status, JSON.parse(none.text).error.code]).toEqual([404, 'DeploymentNotFound'])
    const found = await send(known, { ...opened, body: { ...HELLO, model: 'fast' } })
    expect(JSON.parse(found.text).choices[0].message.content).toBe('Known by the name of the gateway.')
  })
})

test('a configuration that changes while it runs changes what there is', async () => {
  await using own = await startServer({ gateway: 'azure' })
  expect((await send(own, {})).status).toBe(200)
  const azure_key_config = { endpoint: 'https://a.example', deployments: { other: 'other' } }
  own.emulator.useConfig(
    readGatewayConfig({ providers: { azure: { keys: [{ name: 'k', value: 'any', azure_key_config }] } } }),
  )
  expect((await send(own, {})).status).toBe(404)
})

describe('what the emulator says for want of a gateway', () => {
  test("the gateway's own errors cannot happen", async () => {
    const got = await send(server, { body: { messages: [{ role: 'user', content: 'bifrost' }] } })
    expect(got.status).toBe(422)
    expect(JSON.parse(got.text).error).toMatchObject({
      type: 'emulator_error',
      message: expect.stringMatching(
        /^bifrost-emulator: this error is the gateway's own \(402: .*no gateway/,
      ),
    })
  })

  test('an unknown header is refused in the form of Azure', async () => {
    const got = await send(server, { headers: { ...KEY, 'x-emulator-nothing': '1' } })
    expect([got.status, JSON.parse(got.text).error.type]).toEqual([400, 'emulator_error'])
  })

  test.each([false, true])('what a scenario adds to the body (stream: %s)', async (stream) => {
    const got = await send(server, {
      body: {
        messages: [{ role: 'user', content: 'merged' }],
        stream,
        ...(stream && { stream_options: { include_usage: true } }),
      },
    })
    expect(got.text).toContain('"cost":1')
  })
})

describe('endings on the socket', () => {
  const says = (content: string, stream = false) =>
    JSON.stringify({ messages: [{ role: 'user', content }], stream })
  const spoken = (body: string) =>
    `POST ${PATH} HTTP/1.1\r\nHost: a\r\napi-key: k\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`

  test('a refused connection can only be a reset one', async () => {
    const { bytes, ended } = await talk(server.port, [spoken(says('refused'))])
    expect([bytes.length, ended]).toEqual([0, 'ECONNRESET'])
  })

  test.each([false, true])('a broken body does not look whole (stream: %s)', async (stream) => {
    const { bytes, ended } = await talk(server.port, [spoken(says('half', stream))])
    const [got] = parseResponses(bytes)
    expect([got?.complete, ended]).toEqual([false, 'fin'])
    expect(Buffer.from(got!.body).length).toBeGreaterThan(0)
  })

  test('framing and hour that a scenario gives stay', async () => {
    const { bytes } = await talk(server.port, [spoken(says('own length'))])
    expect(bytes.toString()).toBe(
      'HTTP/1.1 200 OK\r\ncontent-length: 3\r\nDate: now\r\ncontent-type: application/json\r\nConnection: close\r\n\r\nabc',
    )
  })

  test('a status without a body', async () => {
    const { bytes, ended } = await talk(server.port, [spoken(says('nothing'))])
    expect(bytes.toString()).toMatch(/^HTTP\/1.1 204 No Content\r\n(?!.*Length)[^]*\r\n\r\n$/)
    expect(ended).toBe('fin')
  })

  test('raw bytes that make no head leave as well', async () => {
    const { bytes, ended } = await talk(server.port, [spoken(says('broken head'))])
    expect([bytes.toString(), ended]).toEqual(['HTTP/1.1 2', 'fin'])
    expect(server.emulator.journal.list().at(-1)?.planned?.status).toBeUndefined()
  })

  test('raw bytes that a fault changed are the answer that they meant', async () => {
    const { bytes, ended } = await talk(server.port, [spoken(says('late bytes'))])
    expect(bytes.toString()).toMatch(
      /^HTTP\/1.1 200 OK\r\nContent-Length: 2\r\nx-ms-region: West\r\nDate: .*\r\nConnection: close\r\n\r\nhi$/,
    )
    expect(ended).toBe('fin')
  })

  test.each([
    ['after the answer before', [{ pause: 50 }]],
    ['without waiting for it', []],
  ])('raw bytes leave also where Node reads the connection, asked %s', async (_when, pauses) => {
    const status = 'GET /_emulator/status HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const { bytes, ended } = await talk(server.port, [status, ...pauses, spoken(says('broken head'))])
    expect(bytes.toString()).toMatch(/^HTTP\/1\.1 200 OK/)
    expect([bytes.toString().endsWith('HTTP/1.1 2'), ended]).toEqual([true, 'fin'])
  })
})
