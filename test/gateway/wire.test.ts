import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveConnections } from '../../src/http/wire/serve-connections.ts'
import { ChunkedBody } from '../../src/http/wire/chunked-body.ts'
import { readRequestHead } from '../../src/http/wire/request-head.ts'
import { Service } from '../../src/http/service.ts'
import { defaultGatewayConfig } from '../../src/gateway/config/config.ts'
import { wallClock } from '../../src/play/clock.ts'
import { talk } from '../support/socket-client.ts'
import { testEmulator } from '../support/start-service.ts'

const head = (text: string) => readRequestHead(Buffer.from(text, 'latin1'))

describe('the head of a request', () => {
  // Measured with the HTTP server that the gateway uses.
  test.each([
    ['POST / HTTP/1.1\r\n\r\n', 'whole'],
    ['\r\n\nPOST / HTTP/1.1\r\n\r\n', 'whole'],
    ['post / HTTP/9.9\r\n\r\n', 'whole'],
    ['POST / HTTP/1.1\nA: b\r\n\r\n', 'whole'],
    ['POST / HTTP/1.1\r\nA B: c\r\n\r\n', 'whole'],
    ['POST / HTTP/1.1\r\nA : c\r\nContent-Length : 5\r\n\r\n', 'whole'],
    ['POST / HTTP/1.1\r\nA:\r\n\r\n', 'whole'],
    ['POST / HTTP/1.1\r\nA: caf\xe9\r\n\r\n', 'whole'],
    ['POST / HTTP/1.1\nA: b\n\n', 'more'],
    ['POST / HTTP/1.1\r\nA: b\r\n', 'more'],
    ['POST', 'more'],
    ['', 'more'],
    ['HELLO\r\n', 'bad'],
    ['POST /\r\n', 'bad'],
    ['POST / FOO/1.1\r\n', 'bad'],
    ['POST / http/1.1\r\n', 'bad'],
    ['POST  / HTTP/1.1\r\n', 'bad'],
    ['POST /  HTTP/1.1\r\n', 'bad'],
    ['POST /a b HTTP/1.1\r\n', 'bad'],
    [' POST / HTTP/1.1\r\n', 'bad'],
    ['P@ST / HTTP/1.1\r\n', 'bad'],
    ['POST / HTTP/1.1\r\n A: b\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nA\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\n: b\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nA: b\0\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nA: b\rc\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nA\xe9: b\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nHost: a b/c\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nContent-Length:\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n', 'bad'],
    ['POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 'bad'],
  ])('%j is %s', (text, wanted) => {
    const read = head(text)
    expect(typeof read === 'string' ? read : 'whole').toBe(wanted)
  })

  test.each<[string, number | 'chunked' | undefined]>([
    ['', undefined],
    ['Content-Length: 007\r\n', 7],
    ['Content-Length: 5\r\nTransfer-Encoding: Chunked\r\n', 'chunked'],
    ['Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', 'chunked'],
    ['Transfer-Encoding: identity\r\nContent-Length: 5\r\n', 5],
    ['Content-Length : 5\r\n', undefined],
  ])('%j tells the length %s', (lines, length) => {
    expect(head(`POST / HTTP/1.1\r\n${lines}\r\n`)).toMatchObject({ length })
  })

  test('a folded line continues the one before', () => {
    expect(head('POST / HTTP/1.1\r\nA:  b \r\n\t c\r\nD: e\r\n\r\n')).toMatchObject({
      headers: [
        ['A', 'b c'],
        ['D', 'e'],
      ],
    })
  })

  test('only the exact word makes it wait', () => {
    const waits = (value: string) => head(`POST / HTTP/1.1\r\nExpect: ${value}\r\n\r\n`)
    expect(waits('100-continue')).toMatchObject({ expectsContinue: true })
    expect(waits('100-Continue')).toMatchObject({ expectsContinue: false })
  })

  test('a target is text', () => {
    expect(head('GET /\xe2\x82\xac HTTP/1.0\r\n\r\n')).toMatchObject({ target: '/€', httpVersion: '1.0' })
  })
})

describe('a chunked body', () => {
  const GOOD = '5;ext=1\r\nHello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\nREST'

  test.each([1, 2, 3, 7, 100])('comes in pieces of %d bytes', (size) => {
    const chunks = new ChunkedBody(6)
    let pending = Buffer.alloc(0)
    let state = 'open'
    for (let at = 0; at < GOOD.length && state === 'open'; at += size) {
      pending = Buffer.concat([pending, Buffer.from(GOOD.slice(at, at + size))])
      const took = chunks.take(pending)
      pending = pending.subarray(took.taken)
      state = took.state
    }
    expect(state).toBe('whole')
    expect(chunks.body().toString()).toBe('Hello!')
    expect('REST'.startsWith(pending.toString())).toBe(true)
  })

  test.each(['zz\r\n', '\r\n', '5\nHello\r\n', '5\r\nHello0\r\n', '7\r\n', 'fffffffffffffffff\r\n'])(
    '%j is bad',
    (text) => {
      expect(new ChunkedBody(6).take(Buffer.from(text)).state).toBe('bad')
    },
  )
})

describe('a connection', () => {
  const BODY = '{"messages":[]}'
  const emulator = testEmulator({
    scenarios: {
      scenarios: [
        {
          when: { deployment: 'x', stream: true },
          upstream: { events: [{ choices: [{ delta: { content: 'é' } }] }] },
        },
        { when: { deployment: 'x' }, upstream: { text: '{"id":"é"}' } },
      ],
    },
    config: { ...defaultGatewayConfig(), maxBodyBytes: 100 },
  })
  const server = createServer((_, response) => response.end('node'))
  let port = 0
  beforeAll(async () => {
    const service = new Service({ emulator, clock: wallClock, speed: 0 })
    serveConnections(server, service, (target) => target.startsWith('/_emulator'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    // The first exchange takes longer than any other.
    await talk(port, [post(CLOSE)], {})
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const post = (more = '', body = BODY) =>
    `POST /openai/openai/deployments/x/chat/completions HTTP/1.1\r\nHost: h\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  const CLOSE = 'Connection: close\r\n'
  const statuses = (bytes: Buffer) =>
    bytes
      .toString('utf8')
      .match(/HTTP\/1\.1 \d+/g)
      ?.map((it) => Number(it.slice(9)))

  test.each<[string, readonly (string | { pause: number })[], readonly number[], string]>([
    ['is kept', [post()], [200], 'open'],
    ['is closed when asked', [post(CLOSE)], [200], 'fin'],
    [
      'answers requests sent ahead, in order',
      [post() + post('X: \r\n', '7') + post(CLOSE)],
      [200, 500, 200],
      'fin',
    ],
    [
      'takes a request in pieces',
      [
        post(CLOSE).slice(0, 20),
        { pause: 20 },
        post(CLOSE).slice(20, 120),
        { pause: 20 },
        post(CLOSE).slice(120),
      ],
      [200],
      'fin',
    ],
    [
      'ends with an answer that says so, whatever the client asked for',
      [post('Content-Type: multipart/form-data; boundary=x\r\n') + post(CLOSE)],
      [400],
      'fin',
    ],
    ['ends with garbage', [`${post()}GARBAGE\r\n`], [200, 400], 'fin'],
    ['does not see what follows the last request', [`${post(CLOSE)}GARBAGE\r\n`], [200], 'fin'],
    [
      'says go on',
      [post(`Expect: 100-continue\r\n${CLOSE}`).slice(0, -BODY.length), { pause: 20 }, BODY],
      [100, 200],
      'fin',
    ],
    ['refuses what is too large', [post(CLOSE, 'x'.repeat(101))], [400], 'fin'],
    [
      'refuses what is too large after saying go on',
      [post('Expect: 100-continue\r\n', 'x'.repeat(101))],
      [100, 400],
      'fin',
    ],
    [
      'goes to Node and stays there',
      [
        `GET /_emulator/x HTTP/1.1\r\nHost: h\r\n\r\n`,
        { pause: 30 },
        `GET /y HTTP/1.1\r\nHost: h\r\n${CLOSE}\r\n`,
      ],
      [200, 200],
      'fin',
    ],
    [
      'goes to Node after the gateway',
      [`${post()}GET /_emulator/x HTTP/1.1\r\nHost: h\r\n${CLOSE}\r\n`],
      [200, 200],
      'fin',
    ],
    [
      'takes a head up to its limit',
      [`GET /health HTTP/1.1\r\n${CLOSE}A: ${'a'.repeat(65536 - 22 - 19 - 3 - 4)}\r\n\r\n`],
      [200],
      'fin',
    ],
    [
      'refuses one byte more',
      [`GET /health HTTP/1.1\r\n${CLOSE}A: ${'a'.repeat(65536 - 22 - 19 - 3 - 3)}\r\n\r\n`],
      [431],
      'fin',
    ],
  ])('%s', async (_, steps, wanted, ended) => {
    const result = await talk(port, steps, ended === 'open' ? { idleMs: 500 } : {})
    expect(statuses(result.bytes)).toEqual(wanted)
    expect(result.ended).toBe(ended)
  })

  test('a stream is cut into the chunks of its events, whatever their bytes', async () => {
    const { bytes } = await talk(port, [post(CLOSE, '{"stream":true}')], {})
    const [, body = ''] = bytes.toString('latin1').split(/\r\n\r\n(.*)/s)
    const sizes: number[] = []
    for (let at = 0; at < body.length;) {
      const size = Number.parseInt(body.slice(at), 16)
      sizes.push(size)
      at = body.indexOf('\r\n', at) + 2 + size + 2
    }
    expect(sizes).toHaveLength(4)
    expect(sizes.slice(-2)).toEqual([14, 0])
    expect(bytes.toString('utf8')).toContain('"content":"é"')
  })

  test('a whole answer has the length of its bytes', async () => {
    const { bytes } = await talk(port, [post(CLOSE)], {})
    const [start = '', body = ''] = bytes.toString('utf8').split('\r\n\r\n')
    expect(Number(/Content-Length: (\d+)/.exec(start)?.[1])).toBe(Buffer.byteLength(body))
    expect(body).toContain('"id":"é"')
  })
})
