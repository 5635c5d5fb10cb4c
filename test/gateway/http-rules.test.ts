import { describe, expect, test } from 'vitest'
import { closesConnection, connectionHeader } from '../../src/fasthttp/connection.ts'
import { isBrokenMultipart } from '../../src/fasthttp/multipart.ts'
import { forwardedHeaders } from '../../src/gateway/response/response-headers.ts'
import { wholeResponse } from '../../src/gateway/response/response.ts'
import { HeaderMap } from '../../src/message/header-map.ts'

describe('the connection after an answer', () => {
  // Measured with the HTTP server that the gateway uses.
  test.each<[string, readonly string[], boolean, string | undefined]>([
    ['1.1', [], false, undefined],
    ['1.1', ['close'], true, 'close'],
    ['1.1', ['Close'], false, undefined],
    ['1.1', ['keep-alive, close'], false, undefined],
    ['1.1', ['close', 'keep-alive'], false, undefined],
    ['1.1', ['keep-alive', 'close'], true, 'close'],
    ['1.0', [], true, 'close'],
    ['1.0', ['Keep-Alive'], false, 'keep-alive'],
    ['1.0', ['te, keep-alive'], false, 'keep-alive'],
  ])('HTTP/%s with %j', (httpVersion, values, closes, header) => {
    const request = { httpVersion, headers: new HeaderMap(values.map((it) => ['Connection', it])) }
    expect(closesConnection(request)).toBe(closes)
    expect(connectionHeader(request)).toBe(header)
  })
})

describe('a multipart body', () => {
  const JSON_TEXT = '{"messages":[]}'
  test.each<[string, string, string, readonly (readonly [string, string])[]]>([
    ['refused', 'multipart/form-data; boundary=x', JSON_TEXT, []],
    ['refused', 'multipart/form-data; charset=a;  boundary="x"', JSON_TEXT, []],
    ['taken', 'multipart/form-data', JSON_TEXT, []],
    ['taken', 'multipart/form-data; boundary=', JSON_TEXT, []],
    ['taken', 'multipart/form-data boundary=x', JSON_TEXT, []],
    ['taken', 'Multipart/Form-Data; boundary=x', JSON_TEXT, []],
    ['taken', 'multipart/mixed; boundary=x', JSON_TEXT, []],
    ['taken', 'multipart/form-data; boundary=x', '', []],
    ['taken', 'multipart/form-data; boundary=x', JSON_TEXT, [['Transfer-Encoding', 'chunked']]],
    ['taken', 'multipart/form-data; boundary=x', JSON_TEXT, [['Content-Encoding', 'gzip']]],
    ['taken', 'multipart/form-data; boundary=x', '--x--\r\n', []],
    ['taken', 'multipart/form-data; boundary=x', 'preamble\n--x\r\n\r\n1\r\n--x--', []],
    ['refused', 'multipart/form-data; boundary=x', '--x\r\n\r\n1\r\n', []],
    ['refused', 'multipart/form-data; boundary=x', '--x\r\n\r\n1 --x--\r\n', []],
  ])('is %s: %s %j', (wanted, type, body, more) => {
    const headers = new HeaderMap([['Content-Type', type], ...more])
    expect(isBrokenMultipart(headers, Buffer.from(body))).toBe(wanted === 'refused')
  })
})

describe("Azure's headers", () => {
  test.each([
    [
      [
        ['x-a', ''],
        ['X-A', 'b'],
        ['x-a', 'c'],
      ],
      [['X-A', 'b, c']],
    ],
    [
      [
        ['proxy-connection', 'x'],
        ['proxy-status', 'y'],
      ],
      [['Proxy-Status', 'y']],
    ],
    [
      [
        ['access-control-max-age', '1'],
        ['access-control-allow-private-network', 'true'],
      ],
      [['Access-Control-Allow-Private-Network', 'true']],
    ],
  ] as const)('%j', (sent, forwarded) => expect(forwardedHeaders(sent)).toEqual(forwarded))
})

describe('an answer without a body', () => {
  test.each([204, 304, 100, 199])('%d has no length either', (status) => {
    const events = wholeResponse({
      status,
      body: '{}',
      type: 'application/json',
      headers: [],
      date: 'now',
      connection: undefined,
      at: 0,
      head: false,
    })
    expect(events).toEqual([
      {
        at: 0,
        kind: 'head',
        status,
        headers: [
          ['Server', 'fasthttp'],
          ['Date', 'now'],
          ['Content-Type', 'application/json'],
        ],
        framing: 'none',
      },
      { at: 0, kind: 'end' },
    ])
  })
})
