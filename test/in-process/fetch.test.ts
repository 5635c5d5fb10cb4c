import OpenAI from 'openai'
import { afterAll, describe, expect, test } from 'vitest'
import { PROXY_FACTS } from '../../src/faults/proxy-facts.ts'
import { createEmulator } from '../../src/index.ts'
import { chat, textOf } from './ask.ts'

const emulator = await createEmulator({ seed: 7 })
afterAll(() => emulator.close())

const CHAT = `${emulator.baseURL}/chat/completions`
const FIXED = new Set(['date', 'x-emulator-exchange'])

/** Everything that a client of `fetch` can see of an answer. */
async function seen(ask: typeof fetch, url: string, init: RequestInit): Promise<Record<string, unknown>> {
  try {
    const response = await ask(url, init)
    const headers = [...response.headers].filter(([name]) => !FIXED.has(name))
    const told = { status: response.status, text: response.statusText, ok: response.ok, headers }
    let body = ''
    try {
      const decoder = new TextDecoder()
      for await (const part of response.body ?? [])
        body += decoder.decode(part as Uint8Array, { stream: true })
      return { ...told, body }
    } catch (error) {
      return { ...told, body, broken: (error as Error).message }
    }
  } catch (error) {
    return { failed: (error as Error).message }
  }
}

describe('an answer without a socket is the one over the socket', () => {
  const cases: readonly (readonly [string, string, RequestInit])[] = [
    ['a whole answer', CHAT, chat('Hello')],
    ['a stream', CHAT, chat('Hello', { stream: true })],
    [
      'tool calls',
      CHAT,
      chat('x', { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: 'required' }),
    ],
    ['an error of the catalogue', CHAT, faulty({ 'x-emulator-error': 'azure.rate_limit' })],
    ['a stream that is cut', CHAT, faulty({ 'x-emulator-fault': 'cut:after=3' })],
    ['a stream that is reset', CHAT, faulty({ 'x-emulator-fault': 'reset:after=3' })],
    ['a cut before the head', CHAT, faulty({ 'x-emulator-fault': 'cut:after=0' })],
    ['a close before a byte', CHAT, faulty({ 'x-emulator-fault': 'cut:ms=0' })],
    ['a status that no new response may have', CHAT, faulty({ 'x-emulator-fault': 'status:code=204' })],
    [
      'a length that is too large',
      CHAT,
      { ...faulty({ 'x-emulator-fault': 'wrong_length:by=10' }), body: whole() },
    ],
    ...PROXY_FACTS.filter(({ name }) => name !== 'joined').map(
      ({ name }) =>
        [`as a proxy would: ${name}`, CHAT, faulty({ 'x-emulator-fault': `as_proxy:${name}` })] as const,
    ),
    ['a connection that stays open', CHAT, faulty({ 'x-emulator-fault': 'stay_open:ms=20' })],
    ['slices', CHAT, faulty({ 'x-emulator-fault': 'slice:bytes=5' })],
    ['an unknown wish', CHAT, faulty({ 'x-emulator-fault': 'cuts' })],
    ['no JSON', CHAT, { ...chat('x'), body: '{bad' }],
    ['another route', `${emulator.url}/nothing?x=1`, {}],
    [
      'a preflight',
      CHAT,
      {
        method: 'OPTIONS',
        headers: { origin: 'http://localhost:1', 'access-control-request-method': 'POST' },
      },
    ],
    ['the control routes', `${emulator.url}/_emulator/chaos`, {}],
    ['a control route that is not there', `${emulator.url}/_emulator/nothing`, {}],
  ]

  test.each(cases)('%s', async (_name, url, init) => {
    const [inside, outside] = [await seen(emulator.fetch, url, init), await seen(fetch, url, init)]
    // The control routes answer through Fastify, whose headers speak of the connection.
    const { headers: _headers, ...rest } = outside
    if (url.includes('/_emulator/')) expect(inside).toMatchObject(rest)
    else expect(inside).toEqual(outside)
  })

  function faulty(headers: Record<string, string>): RequestInit {
    const { headers: usual, ...rest } = chat('Hello', { stream: true })
    return { ...rest, headers: { ...(usual as object), ...headers } }
  }

  function whole(): string {
    return String(chat('Hello').body)
  }
})

describe('fetch', () => {
  test('is what the openai package takes, also for streams', async () => {
    emulator.when('refund').reply('Done with it.')
    const client = new OpenAI({
      baseURL: 'https://gateway.example/openai/openai/deployments/gpt-4o',
      apiKey: 'any',
      fetch: emulator.fetch,
    })
    const stream = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'refund' }],
      stream: true,
    })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('Done with it.')
  })

  test('does not run ahead of a reader that is slow', async () => {
    emulator.when('long').reply('word '.repeat(5_000)).timing('instant')
    const response = await emulator.fetch(CHAT, chat('long', { stream: true }))
    await new Promise((resolve) => setImmediate(resolve))
    expect(emulator.journal.at(-1)?.sent).toBe(null)
    const reader = response.body!.getReader()
    let bytes = 0
    for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length
    expect(bytes).toBeGreaterThan(1_000_000)
    expect(emulator.journal.at(-1)?.sent?.ended).toBe('end')
  })

  test.each(['hang:after=2', 'hang:after=0'])(
    'aborts what is silent (%s), and what is done without',
    async (fault) => {
      const aborting = new AbortController()
      const init = chat('x', { stream: true }, { signal: aborting.signal })
      const answer = emulator
        .fetch(CHAT, { ...init, headers: { 'content-type': 'application/json', 'x-emulator-fault': fault } })
        .then((response) => response.text())
      setImmediate(() => aborting.abort())
      await expect(answer).rejects.toThrow('abort')
      expect(emulator.journal.at(-1)?.sent?.ended).toBe('hang')
    },
  )

  test('cancels with its body', async () => {
    emulator.when('stalls').reply('one two three').timing('instant').faults('stall:after=2,for=60000')
    const response = await emulator.fetch(CHAT, {
      ...chat('stalls', { stream: true }),
      headers: { 'content-type': 'application/json', 'x-emulator-speed': '1' },
    })
    await response.body!.cancel()
    expect(emulator.journal.at(-1)?.sent?.ended).toBe('client-left')
  })

  test('fails once the emulator is closed, and breaks what was under way', async () => {
    const other = await createEmulator({ speed: 0.001 })
    const waiting = other.fetch(`${other.baseURL}/chat/completions`, chat('x'))
    const failed = expect(waiting).rejects.toThrow('fetch failed')
    while (other.journal.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await other.close()
    await failed
    await expect(other.fetch(other.url)).rejects.toThrow('fetch failed')
  })

  test('takes a Request, a URL and a path', async () => {
    emulator.when('hi').reply('there')
    const path = new URL(CHAT).pathname
    const answers = [
      await emulator.fetch(new Request(CHAT, chat('hi'))),
      await emulator.fetch(new URL(CHAT), chat('hi')),
      await emulator.fetch(path, chat('hi')),
    ]
    expect(await Promise.all(answers.map(textOf))).toEqual(['there', 'there', 'there'])
  })
})
