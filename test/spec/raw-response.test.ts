import { describe, expect, test } from 'vitest'
import { loadCaptures } from '../support/capture.ts'
import { parseResponses } from '../support/raw-response.ts'

const parse = (text: string) =>
  parseResponses(Buffer.from(text, 'latin1')).map((one) => ({
    ...one,
    body: Buffer.from(one.body).toString(),
  }))

const chunkedHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'

describe('parseResponses', () => {
  test.each([
    ['nothing', '', 0],
    ['a head cut short', 'HTTP/1.1 200 OK\r\nServer: x\r\n', 0],
    ['one answer', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', 1],
    [
      'two on one connection',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
      2,
    ],
    ['an answer behind chunks', `${chunkedHead}1\r\na\r\n0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n`, 2],
    ['only an interim one', 'HTTP/1.1 100 Continue\r\n\r\n', 0],
  ])('%s', (_name, text, count) => {
    expect(parse(text)).toHaveLength(count)
  })

  test('keeps case, order and duplicates of headers', () => {
    const [one] = parse(
      "HTTP/1.1 418 I'm a teapot\r\nX-b: 1\r\nx-A:\r\nX-b:  2 \r\nContent-Length: 0\r\n\r\n",
    )
    expect(one).toMatchObject({
      statusLine: "HTTP/1.1 418 I'm a teapot",
      status: 418,
      headers: [
        ['X-b', '1'],
        ['x-A', ''],
        ['X-b', '2'],
        ['Content-Length', '0'],
      ],
    })
  })

  test.each([
    ['whole', '3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n', [3, 10], 'abc0123456789', true],
    ['without its last chunk', '3\r\nabc\r\n', [3], 'abc', false],
    ['cut in a chunk', '3\r\nabc\r\n5\r\nab', [3, 2], 'abcab', false],
    ['cut behind a size', '3\r\nabc\r\n5\r\n', [3], 'abc', false],
    ['cut in a size', '3\r\nabc\r\n1', [3], 'abc', false],
    ['cut before the last empty line', '3\r\nabc\r\n0\r\n', [3], 'abc', false],
    ['cut before the end of a chunk', '3\r\nabc', [3], 'abc', false],
  ])('a chunked body, %s', (_name, body, chunks, text, complete) => {
    expect(parse(chunkedHead + body)).toMatchObject([{ chunked: true, chunks, body: text, complete }])
  })

  test.each([
    ['shorter than declared', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab', 'ab', false],
    ['without a length', 'HTTP/1.1 200 OK\r\n\r\nall of it', 'all of it', true],
  ])('a body %s', (_name, text, body, complete) => {
    expect(parse(text)).toMatchObject([{ chunked: false, chunks: [], body, complete }])
  })

  test('interim answers belong to the one after them', () => {
    expect(parse('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')).toMatchObject([
      { status: 200, interim: ['HTTP/1.1 100 Continue'] },
    ])
  })

  test.each([
    ['no status line', 'GET / HTTP/1.1\r\n\r\n', 'no status line'],
    ['no header', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'no header'],
    ['no chunk size', `${chunkedHead}zz\r\n`, 'no chunk size'],
    ['a chunk longer than its size', `${chunkedHead}1\r\nabc\r\n`, 'does not end'],
  ])('%s is an error', (_name, text, message) => {
    expect(() => parse(text)).toThrow(message)
  })

  test('gives back every recorded response that is written anew', () => {
    const recorded = loadCaptures('1.4.19').flatMap((one) => one.responses)
    const wrong = recorded.filter((one) => {
      const [again] = parseResponses(write(one))
      return JSON.stringify(again && view(again)) !== JSON.stringify(view(one))
    })
    expect(wrong.map((one) => one.statusLine)).toEqual([])
  })
})

type Response = Pick<
  ReturnType<typeof loadCaptures>[number]['responses'][number],
  'statusLine' | 'headers' | 'chunked' | 'complete' | 'chunks' | 'body'
>

function view({ statusLine, headers, chunked, complete, chunks = [], body }: Response) {
  return { statusLine, headers, chunked, complete, chunks, body: Buffer.from(body).toString('base64') }
}

function write({ statusLine, headers, chunked, complete, chunks = [], body }: Response): Uint8Array {
  const head = `${[statusLine, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`
  const bytes = Buffer.from(body)
  if (!chunked) return Buffer.concat([Buffer.from(head), bytes])
  let at = 0
  const pieces = chunks.flatMap((size) => [
    Buffer.from(`${size.toString(16)}\r\n`),
    bytes.subarray(at, (at += size)),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([Buffer.from(head), ...pieces, Buffer.from(complete ? '0\r\n\r\n' : '')])
}
