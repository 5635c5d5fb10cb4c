import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { talk } from '../support/socket-client.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

const PATH = '/openai/openai/deployments/x/chat/completions'
const BODY = '{"messages":[{"role":"user","content":"hi"}]}'
const CLOSE = 'Connection: close\r\n'
const HOST = 'Host: h\r\n'
const post = (more = '', first = `POST ${PATH} HTTP/1.1`) =>
  `${first}\r\n${HOST}${more}Content-Length: ${BODY.length}\r\n\r\n${BODY}`
const get = (more = '', first = 'GET /health HTTP/1.1') => `${first}\r\n${more}${CLOSE}\r\n`
const chunked = (size: string, more = CLOSE) =>
  `POST ${PATH} HTTP/1.1\r\n${HOST}${more}Transfer-Encoding: chunked\r\n\r\n${size}\r\n${BODY}\r\n0\r\n\r\n`
const SIZE = BODY.length.toString(16)

type Step = string | Buffer | { readonly pause: number }

/** What fasthttp takes and Node's parser refuses, and the contrary; measured with the server that the gateway uses. */
const CASES: readonly (readonly [what: string, steps: readonly Step[], statuses: readonly number[]])[] = [
  ['a method in lower case', [post(CLOSE, `post ${PATH} HTTP/1.1`)], [405]],
  ['a method that nobody knows', [post('', `FOO ${PATH} HTTP/1.1`) + post(CLOSE)], [405, 200]],
  [
    'such methods one after another',
    [post('', `foo ${PATH} HTTP/1.1`), { pause: 30 }, post('', `FOO ${PATH} HTTP/1.1`) + post(CLOSE)],
    [405, 405, 200],
  ],
  ['a blank in a name', [post(`A B: c\r\n${CLOSE}`)], [200]],
  ['a blank before the colon', [post(`A : c\r\n${CLOSE}`)], [200]],
  ['a line feed alone', [post(CLOSE).replace('HTTP/1.1\r\n', 'HTTP/1.1\n')], [200]],
  ['a folded line', [post(`A: b\r\n c\r\n${CLOSE}`)], [200]],
  ['a length beside chunks', [chunked(SIZE, `Content-Length: 5\r\n${CLOSE}`)], [200]],
  ['an encoding that is none', [post(`Transfer-Encoding: identity\r\n${CLOSE}`)], [200]],
  ['an encoding before the chunks', [chunked(SIZE, 'Transfer-Encoding: gzip\r\n')], [400]],
  ['a blank behind the size of a chunk', [chunked(`${SIZE} `)], [200]],
  ['the same between others', [post() + chunked(`${SIZE} `, '') + post(CLOSE)], [200, 200, 200]],
  ['a size that is no number', [chunked('zz')], [400]],
  ['the same later', [chunked(SIZE).slice(0, -5), { pause: 30 }, 'zz\r\n'], [400]],
  ['two lengths', [post('Content-Length: 45\r\n')], [400]],
  ['a version that does not exist', [post(CLOSE, `POST ${PATH} HTTP/1.2`)], [200]],
  ['no version', ['GET /health\r\n\r\n'], [400]],
  ['a host that cannot be one', [get('Host: a b/c\r\n')], [400]],
  ['no host', [get()], [200]],
  ['two hosts', [get('Host: a\r\nHost: b\r\n')], [200]],
  ['a wish to close in capitals, which is none', [post('Connection: Close\r\n') + post(CLOSE)], [200, 200]],
  ['a wish to close among others', [post('Connection: keep-alive, close\r\n') + post(CLOSE)], [200, 200]],
  ['a path without a slash', [get(HOST, 'GET health HTTP/1.1')], [301]],
  ['bytes beyond ASCII in a path', [Buffer.from(get(HOST, 'GET /café HTTP/1.1'))], [200]],
  ['a path that cannot be decoded', [get(HOST, 'GET /%zz HTTP/1.1')], [200]],
  ['a whole URL', [get(HOST, 'GET http://h/_emulator/status HTTP/1.1')], [200]],
  ['a content type that is none', [post(`Content-Type: ;;\r\n${CLOSE}`)], [200]],
  ['a very long name', [post(CLOSE, `POST ${PATH.replace('x', 'x'.repeat(300))} HTTP/1.1`)], [200]],
  ['a connection through to somewhere', [`CONNECT h:80 HTTP/1.1\r\n${HOST}\r\n${post(CLOSE)}`], [404, 200]],
  [
    'a wish for another protocol',
    [post('Upgrade: websocket\r\nConnection: Upgrade\r\n') + post(CLOSE)],
    [200, 200],
  ],
  ['an expectation that is none', [post(`Expect: x\r\n${CLOSE}`)], [200]],
  ['1,500 headers', [get(HOST + 'X-Long: y\r\n'.repeat(1500))], [200]],
  ['garbage later', [post(), { pause: 30 }, 'GARBAGE\r\n'], [200, 400]],
  ['forty requests at once', [post().repeat(40) + post(CLOSE)], Array.from({ length: 41 }, () => 200)],
]

describe('requests as fasthttp takes them', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test.each(CASES)('%s', async (_, steps, wanted) => {
    const { bytes, ended } = await talk(server.port, steps)
    const statuses = bytes.toString('latin1').match(/HTTP\/1\.1 \d+/g)
    expect(statuses?.map((it) => Number(it.slice(9)))).toEqual(wanted)
    expect(ended).toBe('fin')
  })

  test('what reads otherwise arrives whole', async () => {
    server.emulator.journal.clear()
    await talk(server.port, [post(`A B: c\r\nD: e\r\n f\r\n${CLOSE}`)])
    const [entry] = server.emulator.journal.list()
    expect(entry!.request.headers.list.slice(0, 3)).toEqual([
      ['Host', 'h'],
      ['A B', 'c'],
      ['D', 'e f'],
    ])
    expect(Buffer.from(entry!.request.body).toString()).toBe(BODY)
  })
})
