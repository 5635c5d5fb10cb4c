import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/start/start.ts'
import type { Running } from '../../src/start/start.ts'
import { gatewayLine } from '../../src/gateway/releases.ts'

interface ClockAnswer {
  readonly status: number
  readonly error?: string
  readonly waiting?: number
  readonly moved_ms?: number
  readonly next_in_ms?: number | null
  readonly date?: string
  readonly exchanges?: readonly { readonly exchange: string; readonly next_in_ms: number }[]
}

let running: Running
beforeAll(async () => {
  running = await startEmulator({
    scenarios: [],
    profile: gatewayLine('1.4.19')!.profile,
    seed: 7,
    fixedTime: false,
    speed: 1,
    clock: 'manual',
    strict: false,
    tokenizer: 'estimate',
    locale: 'en',
    emulatorHeaders: true,
    sessionIdleMs: 60_000,
    host: '127.0.0.1',
    port: 0,
    watch: false,
  })
})
afterAll(() => running.close())
beforeEach(() => running.emulator.reset())

async function clock(body?: unknown): Promise<ClockAnswer> {
  const response =
    body === undefined ? await fetch(`${running.url}/_emulator/clock`) : await post('/_emulator/clock', body)
  return { status: response.status, ...((await response.json()) as object) }
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(running.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

function chat(fault?: string, stream = false, headers: Record<string, string> = {}): Promise<Response> {
  const body = { stream, messages: [{ role: 'user', content: 'hi' }] }
  const own = fault === undefined ? headers : { 'x-emulator-fault': fault, ...headers }
  return post('/openai/openai/deployments/gpt-4o/chat/completions', body, own)
}

/** Whatever has come of a stream, once it holds so many frames. */
async function frames(reader: ReadableStreamDefaultReader<Uint8Array>, count: number): Promise<string> {
  let text = ''
  while (text.split('\n\n').length <= count) {
    const part = await reader.read()
    if (part.done) return text
    text += Buffer.from(part.value).toString()
  }
  return text
}

describe('time moves as it is told', () => {
  test('a minute passes, and not before', async () => {
    let answered = false
    const answer = chat('upstream_delay:ms=20000; delay:ms=40000').then((response) => {
      answered = true
      return response
    })
    await clock({ wait_for: 1, advance_ms: 59_000 })
    expect(answered).toBe(false)
    expect(await clock({ advance: '1m' })).toMatchObject({ ok: true, moved_ms: 60_000, waiting: 0 })
    expect((await answer).status).toBe(200)
  })

  test('from one that waits to the next, and on until nobody waits', async () => {
    const first = chat('status:code=500; delay:ms=5000')
    await clock({ wait_for: 1 })
    const second = chat('status:code=503; delay:ms=9000')
    await clock({ wait_for: 2 })
    const before = await clock()
    expect(before.exchanges).toHaveLength(2)
    expect(before.exchanges![0]!.next_in_ms).toBe(before.next_in_ms)
    expect(before.exchanges![0]!.exchange).toMatch(/^x\d+$/)
    const next = await clock({ to_next: true })
    expect([next.moved_ms, next.waiting]).toEqual([before.next_in_ms, 1])
    expect((await first).status).toBe(500)
    expect(await clock({ to_idle: true })).toMatchObject({ waiting: 0, next_in_ms: null })
    expect((await second).status).toBe(503)
    expect(await clock({ to_next: true })).toMatchObject({ moved_ms: 0 })
  })

  test('a stream is sent as far as time has come', async () => {
    const response = chat('delay:ms=1000; stall:after=2,for=3600000; drip:bytes=100000,ms=1', true)
    await clock({ wait_for: 1, advance_ms: 60_000 })
    const reader = (await response).body!.getReader()
    expect((await frames(reader, 2)).split('\n\n')).toHaveLength(3)
    await clock({ advance_ms: 3_700_000 })
    expect((await frames(reader, Infinity)).endsWith('data: [DONE]\n\n')).toBe(true)
  })

  test('an upstream that hangs is given up after 30 s, and the 504 has left when the call returns', async () => {
    const answer = chat('upstream_hang')
    await clock({ wait_for: 1 })
    expect((await clock()).next_in_ms).toBe(30_000)
    await clock({ advance: '30s' })
    expect(running.emulator.journal.list().at(-1)?.sent?.ended).toBe('end')
    expect((await answer).status).toBe(504)
  })

  test('to a date; the Date header and created follow', async () => {
    const day = new Date(running.now() + 86_400_000)
    expect((await clock({ to: day.toISOString() })).date).toBe(day.toISOString())
    const answer = chat()
    await clock({ wait_for: 1, to_idle: true })
    const response = await answer
    expect(response.headers.get('date')).toBe(day.toUTCString())
    expect(((await response.json()) as { created: number }).created).toBe(Math.floor(day.getTime() / 1000))
  })

  test('also in refusals of what is no HTTP', async () => {
    const socket = await import('node:net').then((net) =>
      net.connect(Number(new URL(running.url).port), '127.0.0.1'),
    )
    socket.end('no http\r\n\r\n')
    const parts: Buffer[] = []
    for await (const part of socket) parts.push(part as Buffer)
    expect(Buffer.concat(parts).toString()).toContain(`Date: ${new Date(running.now()).toUTCString()}`)
  })
})

describe('what ends with time ends with this time', () => {
  test('chaos', async () => {
    await fetch(`${running.url}/_emulator/chaos`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"fault":"status:code=503;delay:ms=1","for":"10m"}',
    })
    const during = chat()
    await clock({ wait_for: 1, advance_ms: 60_000 })
    expect((await during).status).toBe(503)
    await clock({ advance: '10m' })
    expect(await (await fetch(`${running.url}/_emulator/chaos`)).json()).toMatchObject({ chaos: [] })
  })

  test('sessions', async () => {
    const sessions = () => running.emulator.deployment.sessions.count
    const answer = chat(undefined, false, { 'x-emulator-session': 'a' })
    await clock({ wait_for: 1, advance: '59s' })
    await answer
    const other = chat(undefined, false, { 'x-emulator-session': 'b' })
    await clock({ wait_for: 1, advance: '2s' })
    await other
    expect(sessions()).toBe(2)
    const third = chat(undefined, false, { 'x-emulator-session': 'b' })
    await clock({ wait_for: 1, to_idle: true })
    await third
    expect(sessions()).toBe(1)
  })
})

describe('in process', () => {
  test('the same clock', async () => {
    const time = running.clock!
    const before = time.now()
    const answer = chat('delay:ms=60000')
    await time.untilWaiting()
    await time.advance('59s')
    expect([time.now() - before, time.waiting]).toEqual([59_000, 1])
    await time.toNext()
    await time.toIdle()
    expect((await answer).status).toBe(200)
  })

  test('mistakes', async () => {
    await expect(running.clock!.advance('soon')).rejects.toThrow('advance must be a time such as 500ms')
    await expect(running.clock!.untilWaiting(3, 1)).rejects.toThrow('0 of 3 exchanges wait after 1 ms')
  })
})

describe('a body that says something else', () => {
  test.each<[unknown, string]>([
    [
      { advance_ms: '5' },
      'advance_ms must be a time such as 500ms, 30s or 5m, got "5"; units are ms, s, m and h; a number counts milliseconds',
    ],
    [{ advance_ms: -1 }, 'advance_ms must be from 0ms to 8784h, got -1'],
    [{ advance_ms: 1e99 }, 'advance_ms must be from 0ms to 8784h, got 1e+99'],
    [{ advance: '5 minutes' }, 'advance must be a time such as 500ms, 30s or 5m, got "5 minutes"'],
    [{ advance: '400000h' }, 'advance must be from 0ms to 8784h'],
    [{ advanc: 5 }, 'unknown key "advanc" in the body; did you mean "advance"?'],
    [
      {},
      'the body has no "advance" or "advance_ms" or "to" or "to_next" or "to_idle" or "wait_for"; write e.g. { "advance": "60s" }',
    ],
    [[], 'the body must be a map such as { "advance": "60s" }, got a list'],
    [
      { advance: '1s', to_next: true },
      '"advance" and "to_next" cannot stand together in the body; keep one of',
    ],
    [{ to_next: 1 }, 'to_next must be true, got the number 1'],
    [{ to_next: false }, 'to_next can only be true; leave it out where it is not meant'],
    [{ to: 'tomorrow' }, 'to must be a date such as 2026-01-01T00:00:00Z, got "tomorrow"'],
    [{ to: '2001-01-01' }, 'time never goes back'],
    [{ to: '2999-01-01' }, 'more than a year ahead'],
    [{ wait_for: 0 }, 'wait_for must be a whole number of at least 1, got 0'],
    [{ wait_for: 1, within: '2h' }, 'within must be from 0ms to 60s, got "2h"'],
  ])('%j', async (body, message) => {
    const { status, error } = await clock(body)
    expect([status, error]).toEqual([400, expect.stringContaining(message)])
  })

  test('nobody came to wait: nothing is moved', async () => {
    const before = running.now()
    const { status, error } = await clock({ wait_for: 1, within: 20, advance: '1h' })
    expect([status, error]).toEqual([409, '0 of 1 exchanges wait after 20 ms; the clock was not moved'])
    expect(running.now()).toBe(before)
  })
})
