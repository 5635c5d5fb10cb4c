import { describe, expect, test } from 'vitest'
import { loadCaptures, type CapturedResponse } from '../support/capture.ts'
import { sortMembers } from '../../src/json/sort-members.ts'
import { maskResponse } from '../support/mask-response.ts'

const recorded = (name: string): CapturedResponse =>
  loadCaptures('1.4.19').find((one) => one.name === name)!.responses[0]!
const plain = recorded('plain')

/** `plain` with one thing changed. */
function changed(change: (text: string) => string, headers = plain.headers): CapturedResponse {
  const body = change(plain.body as string)
  const fitting = headers.map(([name, value]) =>
    name === 'Content-Length' ? ([name, String(Buffer.byteLength(body))] as const) : ([name, value] as const),
  )
  return { ...plain, body, headers: fitting }
}

function swapped(first: string, second: string): CapturedResponse['headers'] {
  const at = (name: string) => plain.headers.findIndex(([key]) => key === name)
  const headers = [...plain.headers]
  headers[at(first)] = plain.headers[at(second)]!
  headers[at(second)] = plain.headers[at(first)]!
  return headers
}

const same = (text: string) => text

describe('what is masked', () => {
  const volatile: readonly [string, CapturedResponse][] = [
    [
      'the date',
      changed(
        same,
        plain.headers.map(([k, v]) => [k, k === 'Date' ? 'now' : v] as const),
      ),
    ],
    ['latency', changed((text) => text.replace('"latency":3', '"latency":12345'))],
    ['the order of forwarded headers', changed(same, swapped('X-Ms-Region', 'X-Request-Id'))],
    [
      'the order of provider_response_headers',
      changed((text) =>
        text
          .replace('"X-Ms-Region":"East US",', '')
          .replace('_headers":{', '_headers":{"X-Ms-Region":"East US",'),
      ),
    ],
  ]
  test.each(volatile)('%s', (_name, response) => {
    expect(response).not.toEqual(plain)
    expect(maskResponse(response)).toEqual(maskResponse(plain))
  })
})

describe('what is compared', () => {
  const differing: readonly [string, CapturedResponse][] = [
    ['the status', { ...plain, statusLine: 'HTTP/1.1 200 Fine' }],
    ['a length that does not fit', { ...plain, body: `${String(plain.body)}\n` }],
    ['the order of own headers', changed(same, swapped('Server', 'Vary'))],
    ['the place of forwarded headers', changed(same, swapped('Vary', 'X-Ms-Region'))],
    [
      'the case of a header',
      changed(
        same,
        plain.headers.map(([k, v]) => [k.toLowerCase(), v] as const),
      ),
    ],
    ['a header twice', changed(same, [...plain.headers, ['Connection', 'close']])],
    [
      'the order of keys',
      changed((text) => text.replace('"index":0,"finish_reason":"stop"', '"finish_reason":"stop","index":0')),
    ],
    ['how a character is written', changed((text) => text.replace('Hello', '\\u0048ello'))],
    ['a value in provider_response_headers', changed((text) => text.replace('"East US"', '"West US"'))],
    ['completeness', { ...plain, complete: false }],
    ['an interim answer', { ...plain, interim: ['HTTP/1.1 100 Continue'] }],
  ]
  test.each(differing)('%s', (_name, response) => {
    expect(maskResponse(response)).not.toEqual(maskResponse(plain))
  })
})

describe('places', () => {
  test("only the gateway's own address is masked in Location", () => {
    expect(maskResponse(recorded('path-wrong-case')).headers).toContain(
      'Location: http://<host>/openai/openai/deployments/path-wrong-case/chat/completions?api-version=2024-10-21',
    )
    expect(maskResponse(recorded('answer-307')).headers).toContain(
      'Location: /openai/deployments/plain/chat/completions',
    )
  })

  test('security headers have a place of their own in 1.4.19 only', () => {
    const moved = changed(same, swapped('X-Frame-Options', 'X-Content-Type-Options'))
    expect(maskResponse(moved)).not.toEqual(maskResponse(plain))
    expect(maskResponse(moved, '1.4.10')).toEqual(maskResponse(plain, '1.4.10'))
  })

  test('ports in network errors', () => {
    const body = maskResponse(recorded('stream-reset-after-two')).body.join('')
    expect(body).toContain('read tcp 127.0.0.1:<port>-\\u003e127.0.0.1:<port>: read: connection reset')
  })

  test('latency inside a text stays', () => {
    const quoted = changed((text) => text.replace('Hello', '{\\"latency\\":5}'))
    expect(maskResponse(quoted).body[0]).toContain('{\\"latency\\":5}')
  })

  test('HTTP chunks count in 1.4.19 only', () => {
    const stream = recorded('stream-text')
    const merged = { ...stream, chunks: [stream.chunks!.reduce((sum, size) => sum + size, 0)] }
    expect(maskResponse(stream).body).toHaveLength(6)
    expect(maskResponse(merged)).not.toEqual(maskResponse(stream))
    expect(maskResponse(merged, '1.4.10')).toEqual(maskResponse(stream, '1.4.10'))
  })

  test('raw responses: sorted in errors, as sent in answers; in 1.3.60 sorted in both', () => {
    const raw = (order: string, status: number) => ({ ...changed(() => `{"raw_response":${order}}`), status })
    const [one, two] = ['{"a":1,"b":{"d":2,"c":3}}', '{"b":{"c":3,"d":2},"a":1}']
    expect(maskResponse(raw(one!, 400)).body).toEqual(maskResponse(raw(two!, 400)).body)
    expect(maskResponse(raw(one!, 200)).body).not.toEqual(maskResponse(raw(two!, 200)).body)
    expect(maskResponse(raw(one!, 200), '1.3.60').body).toEqual(maskResponse(raw(two!, 200), '1.3.60').body)
  })

  test('bytes that are no UTF-8 are compared byte by byte', () => {
    const bytes = (byte: number) => ({ ...plain, body: new Uint8Array([0x61, byte, 0x62]) })
    expect(maskResponse(bytes(0xff)).body).not.toEqual(maskResponse(bytes(0xfe)).body)
  })
})

describe('sortMembers', () => {
  test.each([
    ['{"k":{"b":1,"a":2}}', '{"k":{"a":2,"b":1}}'],
    ['{"k":{}}', '{"k":{}}'],
    ['{"k":"{\\"b\\":1}","x":{"b":1,"a":2}}', '{"k":"{\\"b\\":1}","x":{"b":1,"a":2}}'],
    [
      '{"k":{"b":[{"d":1,"c":[]},1.50],"a":"},{\\"\\\\"}}',
      '{"k":{"a":"},{\\"\\\\","b":[{"c":[],"d":1},1.50]}}',
    ],
    ['[{"k":{"b":1,"a":2}},{"k":{"d":1,"c":2}}]', '[{"k":{"a":2,"b":1}},{"k":{"c":2,"d":1}}]'],
    ['{"t":"\\"k\\":{\\"b\\":1,\\"a\\":2}"}', '{"t":"\\"k\\":{\\"b\\":1,\\"a\\":2}"}'],
    ['no json', 'no json'],
  ])('%s', (text, sorted) => {
    expect(sortMembers(text, 'k')).toBe(sorted)
  })

  test('JSON that does not end is an error', () => {
    expect(() => sortMembers('{"k":{"a":1', 'k')).toThrow('does not end')
  })
})
