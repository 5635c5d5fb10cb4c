import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decoded } from './decoded.ts'
import { talk } from '../support/socket-client.ts'
import type { SocketOptions } from '../support/socket-client.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

const text = 'The quick brown fox jumps over the lazy dog, and “so on” – ünïcode.'
const scenarios = {
  scenarios: [
    { when: 'hi', reply: { text } },
    { when: 'tool', reply: { tool_calls: [{ name: 'order', arguments: { id: 12345, name: 'Größe' } }] } },
  ],
}

let server: TestServer
beforeAll(async () => {
  server = await startServer({ scenarios })
})
afterAll(() => server[Symbol.asyncDispose]())

async function ask(fault: string | undefined, stream: boolean, options: SocketOptions = {}, says = 'hi') {
  const body = JSON.stringify({ stream, messages: [{ role: 'user', content: says }] })
  const head = [
    'POST /openai/openai/deployments/gpt-4o/chat/completions HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(fault === undefined ? [] : [`x-emulator-fault: ${fault}`]),
    'Connection: close',
  ]
  const result = await talk(server.port, [`${head.join('\r\n')}\r\n\r\n${body}`], options)
  return { ...decoded(result.bytes), ended: result.ended }
}

describe('a stream over a socket', () => {
  test('cut after three frames: exactly three frames and no end of the message, 30 of 30 times', async () => {
    const whole = await ask(undefined, true)
    expect(whole.complete).toBe(true)
    const three = whole.body
      .split(/(?<=\n\n)/)
      .slice(0, 3)
      .join('')
    for (let run = 0; run < 30; run++) {
      const { body, complete, ended } = await ask('cut:after=3', true)
      expect({ body, complete, ended }).toEqual({ body: three, complete: false, ended: 'fin' })
    }
  })

  test('reset after three frames delivers them first, 30 of 30 times', async () => {
    for (let run = 0; run < 30; run++) {
      const { body, complete } = await ask('reset:after=3', true)
      expect(body.split('\n\n')).toHaveLength(4)
      expect(complete).toBe(false)
    }
  })

  test.each([
    ['hang:after=2', 'open', 2],
    ['hang:after=0', 'open', 0],
    ['cut:after=0', 'fin', 0],
  ])('%s: the head and the frames before it are there', async (fault, ended, frames) => {
    const answer = await ask(fault, true, { idleMs: 150 })
    expect(answer.status).toBe(200)
    expect(answer.ended).toBe(ended)
    expect(answer.body.split('\n\n').length - 1).toBe(frames)
    expect(answer.complete).toBe(false)
  })

  test('no answer at all', async () => {
    expect(await ask('cut:ms=0; delay:ms=1', true)).toMatchObject({ complete: false, ended: 'fin' })
  })

  test('a cut in a character, in a tool argument', async () => {
    const { body } = await ask('cut:in=tool_arguments', true, {}, 'tool')
    const whole = await ask(undefined, true, {}, 'tool')
    expect(whole.body.startsWith(body)).toBe(true)
    expect(body).toMatch(/"arguments":"[^"]*(\\"[^"]*)*$/)
  })

  test.each(['slice:bytes=1', 'slice:bytes=7', 'drip:bytes=64', 'merge:frames=4', 'stall:after=1', 'delay'])(
    '%s brings the same bytes',
    async (fault) => {
      const whole = await ask(undefined, true)
      const answer = await ask(fault, true)
      expect(answer.body).toBe(whole.body)
      expect(answer.complete).toBe(true)
    },
  )

  test('no_done', async () => {
    const whole = await ask(undefined, true)
    const answer = await ask('no_done', true)
    expect(whole.body).toContain('data: [DONE]\n\n')
    expect(answer.body).toBe(whole.body.replace('data: [DONE]\n\n', ''))
    expect(answer.complete).toBe(true)
  })
})

describe('a whole body over a socket', () => {
  test.each<[string, object]>([
    ['cut', { status: 200, complete: false, ended: 'fin' }],
    ['truncate', { status: 200, complete: true }],
    ['empty_body', { status: 200, body: '', complete: true }],
    ['wrong_length:by=5', { status: 200, complete: false, ended: 'fin' }],
    ['status:code=503', { status: 503, complete: true }],
    ['content_type:type=text/plain', { status: 200, type: 'text/plain', complete: true }],
  ])('%s', async (fault, expected) => {
    expect(await ask(fault, false)).toMatchObject(expected)
  })

  test('truncated JSON cannot be parsed, and its length is true', async () => {
    const whole = await ask(undefined, false)
    const { body } = await ask('truncate', false)
    expect(whole.body.startsWith(body)).toBe(true)
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError)
  })
})

test('each write of a slice arrives by itself', async () => {
  const { pieces } = await ask('truncate:chars=12; slice:bytes=3', true)
  expect(pieces).toBe('3\r\ndat\r\n3\r\na: \r\n3\r\n{"i\r\n3\r\nd":\r\n0\r\n\r\n')
})
