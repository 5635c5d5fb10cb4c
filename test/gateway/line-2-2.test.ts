import { describe, expect, test } from 'vitest'
import { defaultGatewayConfig, readGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { withStreamChanges } from '../../src/gateway/profiles/stream-changes.ts'
import { PROFILE_2_2 } from '../../src/gateway/profiles/line-2-2.ts'
import { ask as askLine, chunk } from './ask.ts'
import type { Asked } from './ask.ts'

const ask = (upstream: object, asked: Asked = {}) => askLine(upstream, { profile: PROFILE_2_2, ...asked })

const ROUTED =
  '"routing_info":{"provider":"azure","model":"x","key":"emulator"},"provider":"azure","original_model_requested":"x","resolved_model_used":"x"'
const STREAM = { stream: true } as const

/** The configuration of an emulator without a file, with something changed of its provider. */
function configured(changes: object) {
  const { providers, ...config } = defaultGatewayConfig()
  return { ...config, providers: new Map([['azure', { ...providers.get('azure')!, ...changes }]]) }
}

interface Failed {
  readonly error: object
  readonly extra_fields: Readonly<Record<string, unknown>>
}

const USAGE = {
  prompt_tokens: 19,
  completion_tokens: 3,
  total_tokens: 22,
  prompt_tokens_details: { cached_tokens: 0 },
}

/** This line was read, not recorded: the cases are those of its description. */
describe('a whole answer', () => {
  const message = { role: 'assistant', content: 'Hello!', refusal: null, annotations: [] }
  const body = {
    id: 'c1',
    object: 'chat.completion',
    created: 1743500000,
    model: 'gpt-4o-2024-11-20',
    system_fingerprint: 'fp',
    choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message }],
    usage: USAGE,
  }

  test('has nulls, both counts of the cache, and where it comes from', () => {
    const answer = ask({ body, headers: { 'X-Ms-Region': 'East US' }, delay_ms: 5 })
    expect(answer.body).toBe(
      '{"id":"c1","choices":[{"index":0,"finish_reason":"stop","logprobs":null,"message":{"role":"assistant","content":"Hello!"}}],' +
        '"created":1743500000,"model":"gpt-4o-2024-11-20","object":"chat.completion","system_fingerprint":"fp",' +
        '"usage":{"prompt_tokens":19,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"completion_tokens":3,"total_tokens":22},' +
        `"extra_fields":{"request_type":"chat_completion",${ROUTED},"latency":5,"upstream_latency":5,"chunk_index":0,"provider_response_headers":{"X-Ms-Region":"East US"}}}`,
    )
  })

  test('with a tool call has null content and refusal', () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }
    const choice = { index: 0, message: { role: 'assistant', content: null, tool_calls: [call] } }
    expect(ask({ body: { ...body, choices: [choice] } }).body).toContain(
      '{"index":0,"finish_reason":null,"logprobs":null,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[{"index":0,"type":"function"',
    )
  })

  test('with reasoning says it twice', () => {
    const choice = { index: 0, message: { role: 'assistant', content: 'a', reasoning_content: 'r' } }
    expect(ask({ body: { ...body, choices: [choice] } }).body).toContain(
      '"refusal":null,"reasoning":"r","reasoning_details":[{"index":0,"type":"reasoning.text","text":"r"}],"reasoning_content":"r"}',
    )
  })

  test('keeps what was read and what was written apart', () => {
    const details = { cached_read_tokens: 5, cached_write_tokens: 2 }
    expect(ask({ body: { ...body, usage: { ...USAGE, prompt_tokens_details: details } } }).body).toContain(
      '{"cached_read_tokens":5,"cached_write_tokens":2,"cached_tokens":5,"cache_write_tokens":2}',
    )
  })

  test('tells in headers where it comes from, behind those of Azure', () => {
    const { headers } = ask({
      body,
      headers: { 'X-Ms-Region': 'East US', 'x-request-id': 'azures' },
      delay_ms: 5,
    })
    expect(headers.map(([name]) => name).filter((name) => name.startsWith('X-'))).toEqual([
      'X-Frame-Options',
      'X-Content-Type-Options',
      'X-Request-Id',
      'X-Bifrost-Trace-Id',
      'X-Ms-Region',
      'X-Bifrost-Provider',
      'X-Bifrost-Original-Model',
      'X-Bifrost-Resolved-Model',
      'X-Bifrost-Request-Type',
      'X-Bifrost-Upstream-Latency-Ms',
      'X-Bifrost-Routing-Info-Provider',
      'X-Bifrost-Routing-Info-Model',
      'X-Bifrost-Routing-Info-Key',
    ])
    expect(headers).toContainEqual(['X-Request-Id', 'azures'])
    expect(headers).toContainEqual(['X-Bifrost-Upstream-Latency-Ms', '5.000'])
    expect(Object.fromEntries(headers)['X-Bifrost-Trace-Id']).toMatch(/^[0-9a-f]{32}$/)
  })

  test.each([
    ['mine', 'mine'],
    ['0'.repeat(32), undefined],
    [undefined, undefined],
  ])('the request id %s comes back as %s', (given, back) => {
    const { headers } = ask({ body }, { headers: given === undefined ? [] : [['x-request-id', given]] })
    const id = Object.fromEntries(headers)['X-Request-Id']
    if (back === undefined)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    else expect(id).toBe(back)
  })

  test('of a fallback names the primary, in the body and in headers', () => {
    const request = { messages: [{ role: 'user', content: 'Hi' }], fallbacks: ['azure/other'] }
    const { status, body: text, headers } = ask({ status: 500, text: '' }, { request })
    expect(status).toBe(200)
    expect(text).toContain(
      '"routing_info":{"provider":"azure","model":"other","key":"emulator","is_fallback":true,"primary_provider":"azure","primary_model":"x"},"provider":"azure","original_model_requested":"other"',
    )
    expect(headers).toContainEqual(['X-Bifrost-Routing-Info-Is-Fallback', 'true'])
    expect(headers).toContainEqual(['X-Bifrost-Routing-Info-Primary-Model', 'x'])
  })
})

describe('a stream', () => {
  const event = (delta: object, more: object = {}) => chunk(delta, { created: 7, model: 'gpt', ...more })
  const done = (finish: string) => ({
    ...event({}),
    choices: [{ index: 0, delta: {}, finish_reason: finish }],
  })

  test('drops the opening, keeps refusals and annotations, and ends with model and time', () => {
    const events = [
      event({ role: 'assistant', content: '' }),
      event({ content: 'Hel' }),
      event({ refusal: 'No' }),
      done('stop'),
      { ...event({}), choices: [], usage: USAGE },
    ]
    const answer = ask({ events, gap_ms: 10 }, { stream: true })
    expect(answer.events.map((it) => /"choices":(\[.*?\]),"created"/.exec(it)?.[1] ?? it)).toEqual([
      '[{"index":0,"finish_reason":null,"logprobs":null,"delta":{"content":"Hel"}}]',
      '[{"index":0,"finish_reason":null,"logprobs":null,"delta":{"refusal":"No"}}]',
      '[{"index":0,"finish_reason":"stop","logprobs":null,"delta":{}}]',
      '[DONE]',
    ])
    expect(answer.events[2]).toContain('"created":7,"model":"gpt"')
    expect(answer.events[2]).toContain('"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0}')
    expect(answer.events[0]).toContain(`"extra_fields":{"request_type":"chat_completion_stream",${ROUTED},`)
  })

  test('a piece of a tool call without a name has none', () => {
    const tool = { index: 0, function: { arguments: '{' } }
    const { events } = ask({ events: [event({ tool_calls: [tool] }), done('tool_calls')] }, { stream: true })
    expect(events[0]).toContain('"tool_calls":[{"index":0,"function":{"arguments":"{"}}]')
  })

  test('has a comment every second, without a blank line behind it', () => {
    const events = [event({ content: 'a' }), { $wait: 2500 }, event({ content: 'b' }), done('stop')]
    const { body } = ask({ events, gap_ms: 0 }, { stream: true })
    expect(body.match(/: heartbeat\n/g)?.length).toBe(2)
    expect(body).toContain('}}\n\n: heartbeat\n: heartbeat\ndata: {')
  })

  test('that breaks off is an error: whole before the first chunk, an event behind it', () => {
    const error = (latency: number) =>
      '{"is_bifrost_error":false,"status_code":502,"error":{"error":"unexpected EOF","type":"provider_connection_failed","message":"provider closed the stream before sending a completion marker (upstream connection ended mid-stream)"},' +
      `"extra_fields":{${ROUTED},"request_type":"chat_completion_stream","latency":${latency}}}`
    const cut = ask({ events: [event({ content: 'a' }), { $wait: 20 }, { $end: 'fin' }], gap_ms: 0 }, STREAM)
    expect(cut.events).toEqual([expect.stringContaining('"content":"a"'), error(20)])
    const opening = event({ role: 'assistant', content: '' })
    const early = ask({ events: [opening, { $wait: 20 }, { $end: 'fin' }], gap_ms: 0 }, STREAM)
    expect([early.status, early.body]).toEqual([502, error(20)])
  })

  test('that is reset is not taken for one that breaks off', () => {
    const { events } = ask({ events: [event({ content: 'a' }), { $end: 'reset' }] }, STREAM)
    expect(JSON.parse(events[1]!)).toMatchObject({
      is_bifrost_error: true,
      error: {
        message: expect.stringMatching(
          /^Error reading stream: read tcp .*: connection reset by peer$/,
        ) as string,
      },
    })
    expect(events[1]).not.toContain('status_code')
  })

  test('that is silent for too long ends, with its own words', () => {
    const config = configured({ idleTimeoutMs: 900 })
    const idle = 'stream idle timeout: no data received within configured window'
    const behindText = ask({ events: [event({ content: 'a' }), { $end: 'hang' }] }, { ...STREAM, config })
    const error = { is_bifrost_error: true, error: { error: idle, message: `Error reading stream: ${idle}` } }
    expect(JSON.parse(behindText.events[1]!)).toMatchObject(error)
    const opening = event({ role: 'assistant', content: '' })
    const before = ask({ events: [opening, { $end: 'hang' }] }, { ...STREAM, config })
    expect([before.status, JSON.parse(before.body)]).toMatchObject([500, error])
  })

  test('whose head does not come is told as a deadline that passed, and nothing else', () => {
    const { status, body } = ask(
      { connection: 'hang' },
      { ...STREAM, config: configured({ timeoutMs: 3000 }) },
    )
    expect([status, body]).toEqual([
      504,
      '{"is_bifrost_error":true,"status_code":504,"error":{"type":"request_timed_out","message":"request timed out while waiting for stream response: context deadline exceeded"},"extra_fields":{"routing_info":{}}}',
    ])
  })

  test.each<[string, object, object]>([
    ['refused', { connection: 'refused' }, {}],
    ['reset', { connection: 'reset', delay_ms: 7 }, { latency: 7 }],
  ])('that is %s is told in the words of any failed call', (_, upstream, extra) => {
    const { status, body } = ask(upstream, STREAM)
    const { error, extra_fields: fields } = JSON.parse(body) as Failed
    expect([status, error]).toMatchObject([
      502,
      { type: 'provider_connection_failed', message: 'failed to execute HTTP request to provider API' },
    ])
    expect('latency' in fields ? { latency: fields['latency'] } : {}).toEqual(extra)
  })

  test('an empty opening is passed on where somebody wants it, and empty content in mid-stream is not', () => {
    const profile = withStreamChanges(PROFILE_2_2, { forwardEmptyRole: true })
    const events = [
      event({ role: 'assistant', content: '' }),
      event({ content: 'a' }),
      event({ content: '' }),
      done('stop'),
    ]
    const told = ask({ events }, { ...STREAM, profile }).events.map(
      (it) => /"delta":(\{.*?\})/.exec(it)?.[1] ?? it,
    )
    expect(told).toEqual(['{"role":"assistant","content":""}', '{"content":"a"}', '{}', '[DONE]'])
  })

  test('has comments as often as somebody wants', () => {
    const beats = (profile: typeof PROFILE_2_2) => {
      const events = [event({ content: 'a' }), { $wait: 1100 }, done('stop')]
      return ask({ events, gap_ms: 0 }, { ...STREAM, profile }).body.match(/: heartbeat/g)?.length ?? 0
    }
    expect(beats(withStreamChanges(PROFILE_2_2, { heartbeatMs: 200 }))).toBe(5)
    expect(beats(withStreamChanges(PROFILE_2_2, { heartbeatMs: 0 }))).toBe(0)
    expect(beats(withStreamChanges(PROFILE_1_4_19, { heartbeatMs: 500 }))).toBe(2)
  })

  test.each([
    ['a reason', [event({ content: 'a' }), done('stop')], { done: false }],
    ['the end mark', [event({ content: 'a' })], {}],
  ])('that has %s is whole', (_, events, more) => {
    expect(ask({ events, ...more }, { stream: true }).events.at(-1)).toBe('[DONE]')
  })

  test('an error after chunks that were not passed on is still a whole answer', () => {
    const events = [event({ role: 'assistant', content: '' }), { error: { message: 'no' } }]
    const { status, body } = ask({ events }, { stream: true })
    expect([status, JSON.parse(body)]).toMatchObject([400, { error: { message: 'no' } }])
  })

  test('that is none says what it is', () => {
    const { status, body } = ask({ body: {} }, { stream: true })
    expect(status).toBe(500)
    expect(body).toContain('for streaming request (content-type \\"application/json')
  })
})

describe('errors', () => {
  test('of Azure tell their latency, and when to come again', () => {
    const upstream = {
      status: 429,
      headers: { 'Retry-After': '6' },
      body: { error: { code: '429', message: 'm' } },
      delay_ms: 97,
    }
    expect(ask(upstream).body).toBe(
      `{"is_bifrost_error":false,"status_code":429,"error":{"code":"429","message":"m"},"extra_fields":{${ROUTED},"request_type":"chat_completion","latency":97,"retry_after_ms":6000}}`,
    )
  })

  test.each([
    [{ 'Retry-After': '6', 'retry-after-ms': '1500' }, 1500],
    [{ 'Retry-After': '0' }, 1000],
    [{ 'Retry-After': '9999' }, 300_000],
    [{ 'Retry-After': 'Thu, 01 Jan 1970 00:00:42 GMT' }, 42_000],
    [{ 'Retry-After': 'Thu, 01 Jan 1970 01:00:00 GMT' }, 300_000],
    [{ 'Retry-After': 'Wed, 31 Dec 1969 23:59:59 GMT' }, 1000],
    [{ 'Retry-After': 'Thu, 01 Jan 1970 00:00:42 GMT', 'retry-after-ms': '' }, 42_000],
    [{ 'Retry-After': 'soon' }, undefined],
    [{ 'Retry-After': '2025-01-01' }, undefined],
    [{ 'Retry-After': '' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (headers, ms) => {
    const { body } = ask({ status: 429, headers, body: { error: { message: 'm' } } })
    expect((JSON.parse(body) as { extra_fields: object }).extra_fields).toHaveProperty(
      'request_type',
      'chat_completion',
    )
    expect(/"retry_after_ms":(\d+)/.exec(body)?.[1]).toBe(ms === undefined ? undefined : String(ms))
  })

  test('of the parser are 400, and the connection closes', () => {
    const { status, headers, body } = ask({}, { request: '{bad' })
    expect(status).toBe(400)
    expect(headers).toContainEqual(['Connection', 'close'])
    expect(body).toBe(
      String.raw`{"is_bifrost_error":false,"status_code":400,"error":{"error":"\"Syntax error at index 2: invalid char\\n\\n\\t{bad\\n\\t..^.\\n\"","message":"failed to parse request"},"extra_fields":{"routing_info":{}}}`,
    )
    expect(headers.map(([name]) => name)).toContain('X-Bifrost-Trace-Id')
    expect(headers.map(([name]) => name)).not.toContain('X-Bifrost-Provider')
  })

  test.each<[string, object, boolean, number, string]>([
    ['nobody listens', { connection: 'refused' }, false, 502, 'provider_connection_failed'],
    ['nobody listens to a stream', { connection: 'refused' }, true, 502, 'provider_connection_failed'],
    ['it breaks before the first byte', { connection: 'reset' }, false, 502, 'provider_connection_failed'],
    ['silence', { connection: 'hang' }, false, 504, 'request_timed_out'],
  ])('%s: status and type', (_, upstream, stream, status, type) => {
    const answer = ask(upstream, { stream })
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      status,
      { status_code: status, error: { type } },
    ])
  })

  test('without a status are 400 where the client is to blame', () => {
    const config = { ...defaultGatewayConfig(), providers: new Map() }
    const { status, body } = ask({}, { config })
    expect([status, body]).toEqual([400, expect.not.stringContaining('status_code')])
    expect(ask({ text: 'no JSON' }).status).toBe(500)
  })
})

describe('virtual keys', () => {
  const config = readGatewayConfig({
    governance: { virtual_keys: [{ value: 'sk-bf-off', is_active: false }] },
    providers: { azure: { keys: [] } },
  })
  const of = (header: string, value: string) =>
    JSON.parse(ask({}, { config, headers: [[header, value]] }).body) as object

  test.each(['x-bf-vk', 'api-key'])('an unknown one in %s is no access', (header) => {
    expect(of(header, 'sk-bf-none')).toEqual({
      type: 'access_not_found',
      is_bifrost_error: false,
      status_code: 401,
      error: { message: 'access not found. The provided credential does not exist or has been revoked.' },
      extra_fields: {
        routing_info: {},
        provider: 'azure',
        original_model_requested: 'x',
        resolved_model_used: 'x',
        request_type: 'chat_completion',
        error_type: 'policy_access_denied',
      },
    })
  })

  test('one that is switched off is blocked', () => {
    expect(of('x-bf-vk', 'sk-bf-off')).toMatchObject({
      type: 'access_blocked',
      status_code: 403,
      error: { message: 'virtual key is inactive' },
    })
  })

  test('an ordinary api-key is none', () => {
    expect(of('api-key', 'any')).toMatchObject({
      error: { message: 'no keys found for provider: azure and model: x' },
    })
  })
})

describe('what Azure gets', () => {
  test.each([
    [{ max_tokens: 100 }, { max_completion_tokens: 100 }],
    [{ max_tokens: 5 }, { max_completion_tokens: 16 }],
    [{ max_tokens: 100, max_completion_tokens: 50 }, { max_completion_tokens: 50 }],
    [{ n: 2 }, { n: 2 }],
    [{ tool_choice: 'any' }, { tool_choice: 'required' }],
    [{ tool_choice: 'auto' }, { tool_choice: 'auto' }],
  ])('of %j: %j', (given, sent) => {
    const [body = '{}'] = ask({ text: '{}' }, { request: { messages: [], ...given } }).sent
    expect(JSON.parse(body)).toEqual({ model: 'x', messages: [], ...sent })
  })
})
