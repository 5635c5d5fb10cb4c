import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../../src/start/start.ts'
import type { Running } from '../../src/start/start.ts'
import { gatewayLine } from '../../src/start/gateway-line.ts'

let running: Running
beforeAll(async () => {
  running = await startEmulator({
    scenarios: [],
    profile: gatewayLine('1.4.19')!.profile,
    seed: 7,
    fixedTime: true,
    speed: 1,
    clock: 'manual',
    strict: false,
    tokenizer: 'estimate',
    locale: 'en',
    emulatorHeaders: true,
    host: '127.0.0.1',
    port: 0,
    watch: false,
  })
})
afterAll(() => running.close())

async function advance(ms: unknown): Promise<{ status: number; body: { error?: string; waiting?: number } }> {
  const response = await post('/_emulator/clock', { advance_ms: ms })
  return { status: response.status, body: (await response.json()) as object }
}

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(running.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

function chat(fault: string, stream = false): Promise<Response> {
  const body = { stream, messages: [{ role: 'user', content: 'hi' }] }
  return post('/openai/openai/deployments/gpt-4o/chat/completions', body, { 'x-emulator-fault': fault })
}

/** Until so many plans wait: a request takes a moment to arrive. */
async function waiting(count: number): Promise<void> {
  while ((await advance(0)).body.waiting !== count);
}

test('a minute passes when it is told to', async () => {
  let answered = false
  const answer = chat('upstream_delay:ms=20000; delay:ms=40000').then((response) => {
    answered = true
    return response
  })
  await waiting(1)
  await advance(59_000)
  expect(answered).toBe(false)
  await advance(61_000)
  expect((await answer).status).toBe(200)
})

test('a stream is sent as far as time has come', async () => {
  const response = chat('delay:ms=1000; stall:after=2,for=3600000; drip:bytes=100000,ms=1', true)
  await waiting(1)
  await advance(60_000)
  const reader = (await response).body!.getReader()
  let text = ''
  while (text.split('\n\n').length < 3) text += Buffer.from((await reader.read()).value ?? []).toString()
  expect(text.split('\n\n')).toHaveLength(3)
  await advance(3_700_000)
  for (let part = await reader.read(); !part.done; part = await reader.read())
    text += Buffer.from(part.value).toString()
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
})

test('chaos ends when its time is over', async () => {
  await fetch(`${running.url}/_emulator/chaos`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"fault":"status:code=503;delay:ms=1","for":"10m"}',
  })
  const during = chat('status:code=503')
  await waiting(1)
  await advance(60_000)
  expect((await during).status).toBe(503)
  await advance(600_000)
  const status = (await (await fetch(`${running.url}/_emulator/chaos`)).json()) as object
  expect(status).toEqual({ chaos: [] })
})

test.each([undefined, '5', -1, 1e99])('advance_ms %j is refused', async (ms) => {
  const { status, body } = await advance(ms)
  expect(status).toBe(400)
  expect(body.error).toContain('advance_ms must be a number of milliseconds')
})
