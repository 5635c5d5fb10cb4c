import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../src/fasthttp/client/read-answer.ts'
import type { ConnectionEnding } from '../../src/fasthttp/client/read-failure.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`
const UNTIL_CLOSED = `${HEAD}\r\n`
const TEN = `${HEAD}Content-Length: 10\r\n\r\n`
const RESET = 'read tcp a->b: read: connection reset by peer'

function read(bytes: string, ending: ConnectionEnding, asItComes: boolean): string {
  const answer = readAnswer({ pieces: [{ at: 1, data: bytes }], ending, endAt: 5 }, asItComes)
  const failure = answer.ok ? answer.body.failure : answer.failure
  if (failure !== undefined)
    return `${failure.kind}: ${failure.text(failure.cause === undefined ? '' : RESET)}`
  return answer.ok ? Buffer.concat(answer.body.pieces.map(({ data }) => data)).toString() : ''
}

const CLOSED = 'eof: the server closed connection before returning the first response byte'

describe('where a body stops', () => {
  const cases: readonly [string, string, ConnectionEnding, whole: string, asItComes: string][] = [
    ['a length that is reached', `${TEN}0123456789`, 'reset', '0123456789', '0123456789'],
    [
      'a length that is not reached',
      `${TEN}0123`,
      'fin',
      'unexpected eof: unexpected EOF',
      'unexpected eof: unexpected EOF',
    ],
    ['a reset within a length', `${TEN}0123`, 'reset', `reset: ${RESET}`, `reset: ${RESET}`],
    ['no framing, closed', `${UNTIL_CLOSED}0123`, 'fin', '0123', '0123'],
    ['no framing, reset', `${UNTIL_CLOSED}0123`, 'reset', `reset: ${RESET}`, `reset: ${RESET}`],
    ['closed between chunks', `${CHUNKED}2\r\nab\r\n`, 'fin', CLOSED, CLOSED],
    [
      'closed within a chunk',
      `${CHUNKED}3\r\nab`,
      'fin',
      'unexpected eof: unexpected EOF',
      'unexpected eof: unexpected EOF',
    ],
    ['reset between chunks', `${CHUNKED}2\r\nab\r\n`, 'reset', `reset: ${RESET}`, `reset: ${RESET}`],
    ['closed behind the last chunk', `${CHUNKED}2\r\nab\r\n0\r\n`, 'fin', 'ab', 'ab'],
    [
      'closed before the line end of a chunk',
      `${CHUNKED}2\r\nab`,
      'fin',
      'unexpected eof: unexpected EOF',
      String.raw`malformed: cannot read '\r' char at the end of chunk size: EOF`,
    ],
    [
      'another byte where a chunk ends',
      `${CHUNKED}2\r\nabX\n0\r\n\r\n`,
      'fin',
      'malformed: cannot find crlf at the end of chunk',
      String.raw`malformed: unexpected char 'X' at the end of chunk size. Expected '\r'`,
    ],
    ['no size', `${CHUNKED}x\r\n`, 'fin', 'malformed: empty hex number', 'malformed: empty hex number'],
    [
      'closed within a size',
      `${CHUNKED}2`,
      'fin',
      String.raw`malformed: cannot read '\r' char at the end of chunk size: EOF`,
      String.raw`malformed: cannot read '\r' char at the end of chunk size: EOF`,
    ],
    ['words behind a size', `${CHUNKED}2;a=b\r\nab\r\n0\r\n\r\n`, 'fin', 'ab', 'ab'],
  ]
  test.each(cases)('%s', (_name, bytes, ending, whole, asItComes) => {
    expect(read(bytes, ending, false)).toContain(whole)
    expect(read(bytes, ending, true)).toContain(asItComes)
  })
})

describe('a head that is none', () => {
  const cases: readonly [string, string, ConnectionEnding, string][] = [
    ['nothing', '', 'fin', CLOSED],
    ['blank lines alone', '\r\n\r\n', 'fin', CLOSED],
    [
      'closed within it',
      'HTTP/1.1 200 OK\r\nx',
      'fin',
      String.raw`eof: error when reading response headers: EOF. Buffer size=18, contents: "HTTP/1.1 200 OK\r\nx"`,
    ],
    [
      'reset within it',
      'HTTP/1.1 2',
      'reset',
      `reset: error when reading response headers: ${RESET}. Buffer size=10, contents: "HTTP/1.1 2"`,
    ],
    ['no status', 'HTTP/1.1 \r\n\r\n', 'fin', 'cannot parse response status code: empty integer. Response'],
    [
      'a status with letters',
      'HTTP/1.1 20x\r\n\r\n',
      'fin',
      'unexpected char at the end of status code. Response',
    ],
    ['a line without a name', 'HTTP/1.1 200 OK\r\n: 1\r\n\r\n', 'fin', 'malformed MIME header line: ": 1"'],
    [
      'a space before the first name',
      'HTTP/1.1 200 OK\r\n a: 1\r\n\r\n',
      'fin',
      'headers cannot start with space or tab',
    ],
    [
      'a length that is no number',
      `${HEAD}Content-Length: ten\r\n\r\n`,
      'fin',
      'cannot parse Content-Length: unexpected first char found',
    ],
    [
      'more than the buffer holds',
      `${HEAD}a: ${'a'.repeat(5000)}\r\n\r\n`,
      'fin',
      'small read buffer. Increase ReadBufferSize. Buffer size=4096, contents: "HTTP/1.1 200 OK',
    ],
  ]
  test.each(cases)('%s', (_name, bytes, ending, text) => {
    expect(read(bytes, ending, false)).toContain(text)
  })

  test('any name of a protocol will do, and a line may go on in the next', () => {
    const bytes = 'X 201 y\r\nx-a: 1\r\n\t2\r\nContent-Length: 0\r\n\r\n'
    const answer = readAnswer({ pieces: [{ at: 0, data: bytes }], ending: 'fin', endAt: 0 }, false)
    expect(answer).toMatchObject({ ok: true, status: 201 })
    expect(answer.ok && answer.headers[0]).toEqual(['x-a', '1 2'])
  })
})
