import { describe, expect, test } from 'vitest'
import { defaultGatewayConfig } from '../../src/gateway/config/config.ts'
import { ask } from './ask.ts'

const RAW = [['x-bf-send-back-raw-response', 'true']] as const

test.each([{ citations: ['a'] }, { extra_fields: {} }, { choices: [7] }])(
  'a raw answer with %j stands in the body',
  (more) => {
    const upstream = { body: { id: 'a', object: 'o', created: 1, model: 'm', ...more } }
    const { body } = ask(upstream, { headers: RAW })
    expect((JSON.parse(body) as { extra_fields: object }).extra_fields).toMatchObject({
      raw_response: upstream.body,
    })
  },
)

describe('an error under raw capture', () => {
  test.each<[string, object, string]>([
    ['a text', { status: 500, text: 'no "JSON"' }, '"no \\"JSON\\""'],
    ['nothing', { status: 500, text: '' }, '""'],
    ['blanks', { status: 500, text: ' \n' }, '" \\n"'],
    [
      'JSON',
      { status: 400, text: '{ "error" : { "message" : "m", "n" : 1.0 } }' },
      '{"error":{"message":"m","n":1}}',
    ],
  ])('keeps %s', (_, upstream, raw) => {
    expect(ask(upstream, { headers: RAW }).body).toContain(`"raw_response":${raw}}`)
  })

  test.each<[string, object, boolean]>([
    ['no connection', { connection: 'refused' }, false],
    ['a stream without a connection', { connection: 'fin' }, true],
    ['a body that cannot be unpacked', { text: 'no gzip', headers: { 'content-encoding': 'gzip' } }, false],
  ])('shows the request: %s', (_, upstream, stream) => {
    const config = defaultGatewayConfig()
    const azure = { ...config.providers.get('azure')!, sendBackRawRequest: true }
    const { body } = ask(upstream, { stream, config: { ...config, providers: new Map([['azure', azure]]) } })
    expect(body).toContain('"raw_request":{"model":"x"')
  })
})

describe('a status of Azure without a body', () => {
  test.each([204, 304])('%d: what is sent all the same is not read', (status) => {
    const { headers, body, ...rest } = ask({ status, text: '{"error":{"message":"m"}}' })
    expect(rest.status).toBe(status)
    expect(body).toBe('')
    expect(headers.map(([name]) => name)).not.toContain('Content-Length')
  })
})

test('extra_fields of Azure are kept where the gateway sets none', () => {
  const { body } = ask({
    text: '{"id":"a","extra_fields":{"latency":9,"chunk_index":3,"litellm_compat":true,"provider":"b"}}',
  })
  expect(body).toContain('"provider":"azure"')
  expect(body).toContain('"chunk_index":3,"litellm_compat":true}')
})

test('behind https there is one security header more, after the others', () => {
  const { headers } = ask({ text: '{}' }, { headers: [['X-Forwarded-Proto', 'https']] })
  const names = headers.map(([name]) => name)
  expect(names[names.indexOf('Permissions-Policy') + 1]).toBe('Strict-Transport-Security')
  expect(ask({ text: '{}' }, { headers: [['X-Forwarded-Proto', 'HTTPS']] }).headers.length).toBe(
    headers.length - 1,
  )
})

describe('what Azure says in an error', () => {
  test.each([
    ['{"error":{"message":"m","error":"cause"}}', '{"message":"m"}'],
    ['{"error":{"message":"m","event_id":"e","param":[]}}', '{"message":"m","param":[],"event_id":"e"}'],
    [
      '{"error":{"message":"m","code":{"a":[1,null]}}}',
      '{"code":"map[a:[1 \\u003cnil\\u003e]]","message":"m"}',
    ],
    ['null', '{"message":"provider API error (status 400)"}'],
    ['{"error":[]}', '{"message":"provider API error: {\\"error\\":[]}"}'],
    [' \n', '{"message":"empty response received from provider (HTTP 400)"}'],
    [`<p>${'x'.repeat(16)}`, '{"message":"provider API error: \\u003cp\\u003exxxxxxxxxxxxxxxx"}'],
    [
      `<p>${'x'.repeat(17)}`,
      '{"error":"\\u003cp\\u003exxxxxxxxxxxxxxxxx","message":"HTML response received from provider"}',
    ],
  ])('%s', (text, error) => {
    expect(ask({ status: 400, text }).body).toContain(`"status_code":400,"error":${error},"extra_fields"`)
  })
})

test('a 200 of null is an answer without anything in it', () => {
  expect(ask({ text: 'null' }).body).toMatch(/^\{"id":"","choices":null,"created":0,/)
})
