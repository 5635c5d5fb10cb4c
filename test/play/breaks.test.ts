import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseResponses } from '../support/raw-response.ts'
import { talk } from '../support/socket-client.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { chatRequestText } from './request.ts'

/** Frames before the break, up to: each count gets its own rule, `fin 7` and so on. */
const MOST = 12
const COUNTS = Array.from({ length: MOST + 1 }, (_, count) => count)
const ENDS = ['fin', 'reset', 'hang'] as const

const frames = (count: number) => Array.from({ length: count }, (_, n) => ({ n, pad: 'x'.repeat(n * 97) }))
const scenarios = ENDS.flatMap(($end) =>
  COUNTS.map((count) => ({
    name: `${$end} ${count}`,
    when: { message: { equals: `${$end} ${count}` } },
    wire: {
      headers: { 'Content-Type': 'text/event-stream' },
      events: [...frames(count), { $end }],
      gap_ms: 0,
    },
  })),
)

let server: TestServer
beforeAll(async () => {
  server = await startServer({ scenarios: { scenarios } })
})
afterAll(async () => server?.[Symbol.asyncDispose]())

async function breakAfter($end: string, count: number) {
  const body = { messages: [{ role: 'user', content: `${$end} ${count}` }], stream: true }
  const result = await talk(server.port, [chatRequestText(body)], $end === 'hang' ? { idleMs: 60 } : {})
  const [response] = parseResponses(result.bytes)
  if (response === undefined) throw new Error('no head arrived')
  return { ...result, response }
}

const expected = (count: number) =>
  frames(count)
    .map((value) => `data: ${JSON.stringify(value)}\n\n`)
    .join('')

describe('a connection to the client that breaks', () => {
  test.each(COUNTS)('is closed after %d frames, all of which arrive: 8 times out of 8', async (count) => {
    for (let round = 0; round < 8; round++) {
      const { response, ended } = await breakAfter('fin', count)
      expect([ended, response.complete]).toEqual(['fin', false])
      expect(Buffer.from(response.body).toString()).toBe(expected(count))
    }
  })

  test('is reset after k frames, all of which arrive: 100 times out of 100', async () => {
    const ends: string[] = []
    for (let round = 0; round < 100; round++) {
      const count = round % (MOST + 1)
      const { response, ended } = await breakAfter('reset', count)
      expect(response.complete).toBe(false)
      expect(Buffer.from(response.body).toString()).toBe(expected(count))
      ends.push(ended)
    }
    expect(new Set(ends)).toEqual(new Set(['ECONNRESET']))
  })

  test.each([0, 1, MOST])('falls silent after %d frames and stays open', async (count) => {
    const { response, ended } = await breakAfter('hang', count)
    expect([ended, response.complete]).toEqual(['open', false])
    expect(Buffer.from(response.body).toString()).toBe(expected(count))
  })
})

describe('how it ended is noted', () => {
  test.each([
    ['fin', 'cut'],
    ['reset', 'reset'],
    ['hang', 'hang'],
  ])('%s', async ($end, ended) => {
    await breakAfter($end, 3)
    const entry = server.emulator.journal.list().at(-1)
    expect([entry?.sent, entry?.planned?.ends]).toEqual([{ frames: 3, ended }, ended])
  })
})
