import { describe, expect, test } from 'vitest'
import { assemble } from '../../src/page/exchange/assemble.ts'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

const delta = (content: string) => JSON.stringify({ choices: [{ index: 0, delta: { content } }] })

describe('an answer put together from its body', () => {
  test.each<[string, string, string, boolean]>([
    ['a plain stream', `data: ${delta('a')}\n\ndata: ${delta('b')}\n\ndata: [DONE]\n\n`, 'ab', true],
    ['a comment before an event of the same block', `: heartbeat\ndata: ${delta('a')}\n\n`, 'a', false],
    ['a heartbeat of its own', `data: ${delta('a')}\n\n: heartbeat\n\ndata: ${delta('b')}\n\n`, 'ab', false],
    ['a stream that begins with a heartbeat', `: heartbeat\n\ndata: ${delta('a')}\n\n`, 'a', false],
    ['carriage returns', `data: ${delta('a')}\r\n\r\ndata: [DONE]\r\n\r\n`, 'a', true],
    ['an event in two lines', `data: {"choices":\ndata: [{"delta":{"content":"a"}}]}\n\n`, 'a', false],
    ['an event that was cut off', `data: ${delta('a')}\n\ndata: ${delta('b')}`, 'a', false],
    ['a whole body', JSON.stringify({ choices: [{ message: { content: 'a' } }] }), 'a', false],
  ])('%s', (_what, body, text, isDone) => {
    expect(assemble(body)).toMatchObject({ text, isDone })
  })

  test('nothing that stands behind a heartbeat is lost', () => {
    const emulator = testEmulator({
      gateway: '2.2',
      scenarios: {
        scenarios: [
          {
            reply: 'One two three four five six.',
            timing: { tokens_per_second: 2, first_token_ms: 500, jitter: 0 },
          },
        ],
      },
    })
    const { text } = ask(emulator, says('x', { stream: true }))
    expect(text).toContain(': heartbeat\n')
    expect(assemble(text)).toMatchObject({ text: 'One two three four five six.', isDone: true })
  })
})
