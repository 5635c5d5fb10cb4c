import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultGatewayConfig } from '../../src/gateway/config/config.ts'
import { talk } from '../support/socket-client.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

describe('a connection', () => {
  const BODY = '{"messages":[]}'
  const options = {
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
  }
  let server: TestServer
  let port = 0
  beforeAll(async () => {
    server = await startServer(options)
    port = server.port
    // The first exchange takes longer than any other.
    await talk(port, [post(CLOSE)], {})
  })
  afterAll(() => server[Symbol.asyncDispose]())

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
      'takes control routes too',
      [
        `GET /_emulator/x HTTP/1.1\r\nHost: localhost\r\n\r\n`,
        { pause: 30 },
        `GET /y HTTP/1.1\r\nHost: h\r\n${CLOSE}\r\n`,
      ],
      [404, 200],
      'fin',
    ],
    [
      'takes a control route sent ahead',
      [`${post()}GET /_emulator/x HTTP/1.1\r\nHost: localhost\r\n${CLOSE}\r\n`],
      [200, 404],
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
