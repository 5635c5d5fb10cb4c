import { afterAll, beforeEach, expect, test } from 'vitest'
import { AzureOpenAI, OpenAI } from 'openai'
import { createEmulator } from '../../src/index.ts'
import { setEnv } from '../../src/testing/test-env.ts'
import { chat, say } from './ask.ts'

const emulator = await createEmulator({ seed: 7 })
afterAll(() => emulator.close())
beforeEach(() => emulator.reset())

const status = async ({ baseURL }: { baseURL: string }) =>
  (await fetch(`${baseURL}/chat/completions`, chat('hi'))).status

test('chaos of a session hits no other, and ends with it', async () => {
  const [one, two] = [emulator.session('one'), emulator.session('two')]
  one.chaos({ error: 'azure.server_error' })
  two.chaos([{ error: 'azure.rate_limit' }])
  expect([await status(one), await status(two), await status(emulator)]).toEqual([500, 429, 200])
  one.chaos()
  expect([await status(one), await status(two)]).toEqual([200, 429])
  two.reset()
  expect(await status(two)).toBe(200)
})

test('limits of a session count no other, and end with it', async () => {
  const [one, two] = [emulator.session('one'), emulator.session('two')]
  one.limits({ requests_per_minute: 1, request_window: '1m' })
  two.limits({ requests_per_minute: 2, request_window: '1m' })
  expect([await status(one), await status(one)]).toEqual([200, 429])
  expect([await status(two), await status(two), await status(two)]).toEqual([200, 200, 429])
  one.reset()
  expect([await status(one), await status(two)]).toEqual([200, 429])
  two.limits()
  expect(await status(two)).toBe(200)
})

test('a session has the clock and reads the files of its emulator', async () => {
  await using manual = await createEmulator({ clock: 'manual', seed: 7 })
  const session = manual.session('one')
  session.when('slow').reply('at last').timing({ first_token_ms: 20_000 })
  const answer = say(session, 'slow')
  await session.clock.advance('1s', { waitFor: 1 })
  expect([session.waitingForTime, manual.waitingForTime, manual.session('two').waitingForTime]).toEqual([
    1, 1, 0,
  ])
  await session.clock.advanceToIdle()
  expect(await answer).toBe('at last')
  expect([session.waitingForTime, await session.reload()]).toEqual([0, true])
})

test('a first token later than the gateway waits is warned of', () => {
  emulator.when('a').reply('fine').timing({ first_token_ms: '1s' })
  emulator.when('b').reply('too late').timing({ first_token_ms: '40s' })
  emulator
    .when('c')
    .reply(() => 'too late, too')
    .timing({ first_token_ms: '50s' })
  expect(emulator.warnings).toEqual([
    expect.stringMatching(/^at this pace the answer takes about 40 s, and the gateway gives up after 30 s/),
    expect.stringMatching(/^at this pace the answer takes about 50 s/),
  ])
})

test.each(['1.4.19', '2.2', 'docs', 'azure'])('env is what clients read: %s', async (gateway) => {
  await using own = await createEmulator({ gateway, seed: 7 })
  const session = own.session('one')
  session.when({}).reply('by env')
  const restore = setEnv(process.env, { ...session.env })
  try {
    const messages = [{ role: 'user' as const, content: 'hi' }]
    const openai = new OpenAI()
    // It goes before the endpoint, and is no base for this client.
    delete process.env['OPENAI_BASE_URL']
    for (const client of [openai, new AzureOpenAI()]) {
      const answer = await client.chat.completions.create({ model: 'gpt-4o', messages })
      expect(answer.choices[0]!.message.content).toBe('by env')
    }
  } finally {
    restore()
  }
  expect(process.env['OPENAI_BASE_URL']).toBeUndefined()
})

test('the journal has parsed bodies of both sides, without keys', async () => {
  emulator.when('hi').reply('Hello!')
  const url = `${emulator.baseURL}/chat/completions`
  await fetch(url, chat('hi', { user: 'sk-1234567890' }))
  await (await fetch(url, chat('hi', { stream: true }))).text()
  await fetch(url, { method: 'POST', body: 'no JSON' })
  const [whole, stream, broken] = emulator.journal
  expect(whole!.request.json.messages).toEqual([{ role: 'user', content: 'hi' }])
  expect(whole!.request.json.user).toBe('[redacted]')
  expect(whole!.answer.json.choices[0].message.content).toBe('Hello!')
  expect(whole!.answer.events).toEqual([])
  expect(stream!.answer.status).toBe(200)
  expect(stream!.answer.json).toBeUndefined()
  expect(stream!.answer.events.at(-1)).toBe('[DONE]')
  expect(stream!.answer.events.map((event) => event.choices?.[0]?.delta.content ?? '').join('')).toBe(
    'Hello!',
  )
  expect(broken!.request.json).toBeUndefined()
  expect(JSON.parse(JSON.stringify(whole)).answer.json.object).toBe('chat.completion')
})
