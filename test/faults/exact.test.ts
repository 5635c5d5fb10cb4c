import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { talk } from '../support/socket-client.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { decoded } from './decoded.ts'

const RUNS = 100
const AT_ONCE = 10
const ROUTE = '/openai/openai/deployments/gpt-4o'
const SPEEDS = ['0', '1', '50']
const reply = 'The quick brown fox jumps over the lazy dog – ünïcode.'
const timing = { first_token_ms: 2, tokens_per_second: 2000, jitter: 0 }

let server: TestServer
let client: OpenAI
beforeAll(async () => {
  server = await startServer({ scenarios: { scenarios: [{ reply, timing }] } })
  client = new OpenAI({ baseURL: server.url + ROUTE, apiKey: 'x', maxRetries: 0 })
})
afterAll(() => server[Symbol.asyncDispose]())

const bodyOf = (stream: boolean) => JSON.stringify({ stream, messages: [{ role: 'user', content: 'x' }] })

type Client = (headers: Record<string, string>, stream: boolean) => Promise<unknown>

async function socket(headers: Record<string, string>, stream: boolean): Promise<unknown> {
  const body = bodyOf(stream)
  const lines = Object.entries({ host: 'localhost', 'content-length': body.length, ...headers })
  const head = [
    `POST ${ROUTE}/chat/completions HTTP/1.1`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ]
  const { bytes } = await talk(server.port, [`${head.join('\r\n')}\r\n\r\n${body}`])
  const answer = decoded(bytes)
  return { body: answer.body, whole: answer.complete }
}

async function fetched(headers: Record<string, string>, stream: boolean): Promise<unknown> {
  const response = await fetch(`${server.url}${ROUTE}/chat/completions`, {
    method: 'POST',
    headers,
    body: bodyOf(stream),
  })
  const reader = response.body!.getReader()
  const parts: Uint8Array[] = []
  for (;;) {
    const piece = await reader.read().catch(() => undefined)
    if (piece === undefined || piece.done) {
      return { body: Buffer.concat(parts).toString('utf8'), whole: piece !== undefined }
    }
    parts.push(piece.value)
  }
}

/** How many chunks came, and whether the end was one. */
async function sdk(headers: Record<string, string>): Promise<unknown> {
  let chunks = 0
  try {
    const stream = await client.chat.completions.create(
      { model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'x' }] },
      { headers },
    )
    for await (const _chunk of stream) chunks++
    return { chunks, whole: true }
  } catch {
    return { chunks, whole: false }
  }
}

/** What so many runs came to, each different result once. */
async function results(ask: Client, fault: string, speed: string, stream: boolean): Promise<unknown[]> {
  const headers = {
    'content-type': 'application/json',
    'x-emulator-fault': fault,
    'x-emulator-speed': speed,
  }
  const seen = new Map<string, unknown>()
  for (let run = 0; run < RUNS; run += AT_ONCE)
    for (const result of await Promise.all(Array.from({ length: AT_ONCE }, () => ask(headers, stream))))
      seen.set(JSON.stringify(result), result)
  return [...seen.values()]
}

/** The answer without a fault. */
async function whole(stream: boolean): Promise<string> {
  const answer = (await fetched({ 'content-type': 'application/json' }, stream)) as { body: string }
  return answer.body
}

describe.each(['cut', 'reset'])(`%s, ${RUNS} of ${RUNS} times`, (how) => {
  describe.each(SPEEDS)('at speed %s', (speed) => {
    test.each<[string, Client]>([
      ['a socket', socket],
      ['fetch', fetched],
    ])('%s gets three frames of a stream, and no end', async (_name, ask) => {
      const frames = (await whole(true)).split(/(?<=\n\n)/)
      expect(await results(ask, `${how}:after=3`, speed, true)).toEqual([
        { body: frames.slice(0, 3).join(''), whole: false },
      ])
    })

    test('the openai package gets three chunks, and an error', async () => {
      expect(await results(sdk, `${how}:after=3`, speed, true)).toEqual([{ chunks: 3, whole: false }])
    })

    test.each<[string, Client]>([
      ['a socket', socket],
      ['fetch', fetched],
    ])('%s gets forty characters of a whole answer, and no end', async (_name, ask) => {
      const json = await whole(false)
      expect(await results(ask, `${how}:chars=40`, speed, false)).toEqual([
        { body: json.slice(0, 40), whole: false },
      ])
    })
  })
})
