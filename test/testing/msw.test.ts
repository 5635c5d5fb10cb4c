import http from 'node:http'
import { text } from 'node:stream/consumers'
import { OpenAI } from 'openai'
import { http as mock, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { emulatorHandler } from '../../src/testing/msw.ts'
import { chat } from '../in-process/ask.ts'

const GATEWAY = 'https://gateway.example/openai/openai/deployments/gpt-4o'
const emulator = await createEmulator({ seed: 7 })
const server = setupServer(
  emulatorHandler(emulator.session('other'), 'https://other.example/*'),
  emulatorHandler(emulator),
  mock.get('https://gateway.example/health', () => HttpResponse.text('mine')),
)
server.listen({ onUnhandledRequest: 'error' })
beforeEach(() => {
  emulator.reset()
  server.resetHandlers()
})
afterAll(async () => {
  server.close()
  await emulator.close()
})

const client = new OpenAI({ baseURL: GATEWAY, apiKey: 'any', maxRetries: 1 })
const messages = [{ role: 'user' as const, content: 'hi' }]

test('answers a client whose base URL is fixed, whole and as a stream', async () => {
  emulator.when('hi').reply('Hello there, how are you?')
  const whole = await client.chat.completions.create({ model: 'gpt-4o', messages })
  expect(whole.choices[0]!.message.content).toBe('Hello there, how are you?')
  const pieces: string[] = []
  for await (const chunk of await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true }))
    pieces.push(chunk.choices[0]?.delta.content ?? '')
  expect(pieces.join('')).toBe('Hello there, how are you?')
  expect(pieces.length).toBeGreaterThan(4)
})

test('a stream comes frame by frame, at its pace', async () => {
  await using manual = await createEmulator({ seed: 7, clock: 'manual' })
  manual
    .when('hi')
    .reply({ chunks: ['one', 'two'] })
    .timing({ first_token_ms: 1000, gap_ms: 10_000 })
  server.use(emulatorHandler(manual))
  const asked = fetch(`${GATEWAY}/chat/completions`, chat('hi', { stream: true }))
  await manual.clock.advance('1s', { waitFor: 1 })
  const reader = (await asked).body!.pipeThrough(new TextDecoderStream()).getReader()
  const readUntil = async (end: string) => {
    for (let seen = ''; ;) {
      const { value, done } = await reader.read()
      if (done || (seen += value).includes(end)) return seen
    }
  }
  const first = await readUntil('"one"')
  expect(first).toContain('"one"')
  expect(first).not.toContain('"two"')
  await manual.clock.advanceToIdle()
  expect(await readUntil('[DONE]')).toContain('"two"')
})

test('errors, retries and a connection that breaks reach the client as from a server', async () => {
  emulator.when('hi').reply('again')
  emulator.next({ error: 'azure.server_error' })
  const answer = await client.chat.completions.create({ model: 'gpt-4o', messages })
  expect(answer.choices[0]!.message.content).toBe('again')
  expect(emulator.journal.map(({ answer: { status } }) => status)).toEqual([500, 200])

  emulator.next({ fault: 'reset' })
  await expect(client.chat.completions.create({ model: 'gpt-4o', messages })).rejects.toThrow('terminated')
  emulator.next({ fault: 'cut:after=2' })
  const broken = await fetch(`${GATEWAY}/chat/completions`, chat('hi', { stream: true }))
  await expect(broken.text()).rejects.toThrow()
})

test('who listens to msw gets whole bodies', async () => {
  emulator.when('hi').reply('heard')
  const heard = new Promise<string>((resolve) =>
    server.events.on('response:mocked', ({ response }) => resolve(response.text())),
  )
  await client.chat.completions.create({ model: 'gpt-4o', messages })
  expect(JSON.parse(await heard).choices[0].message.content).toBe('heard')
  server.events.removeAllListeners()
})

test('answers those who use no fetch', async () => {
  emulator.when('hi').reply('by http')
  const { method, body } = chat('hi', { stream: true })
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) =>
    http
      .request(`http://any.example/v1/chat/completions`, { method: method! }, resolve)
      .on('error', reject)
      .setHeader('content-type', 'application/json')
      .end(body),
  )
  expect(answer.statusCode).toBe(400) // asked without a provider, as the gateway answers it
  expect(await text(answer)).toContain('provider')
})

test('each handler has its emulator or session, and others keep theirs', async () => {
  emulator.when('hi').reply('the first')
  emulator.session('other').when('hi').reply('the other')
  const said = async (url: string) =>
    ((await (await fetch(url, chat('hi'))).json()) as any).choices[0].message.content
  expect(await said('https://other.example/openai/openai/deployments/gpt-4o/chat/completions')).toBe(
    'the other',
  )
  expect(await said(`${GATEWAY}/chat/completions`)).toBe('the first')
  expect(await (await fetch('https://gateway.example/health')).text()).toBe('mine')
})
