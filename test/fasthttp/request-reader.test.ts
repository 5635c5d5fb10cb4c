import { describe, expect, test } from 'vitest'
import { ChunkedBody } from '../../src/fasthttp/chunked-body.ts'
import { readRequestHead } from '../../src/fasthttp/request-head.ts'

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
