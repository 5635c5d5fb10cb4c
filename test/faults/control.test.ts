import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ scenarios: { scenarios: [{ when: 'hi', reply: 'Hello there.' }] } })
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => control('POST', 'reset'))

async function control(method: string, path: string, body?: unknown) {
  const response = await fetch(`${server.url}/_emulator/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function chat(headers: Record<string, string> = {}, deployment = 'gpt-4o'): Promise<number> {
  const response = await fetch(`${server.url}/openai/openai/deployments/${deployment}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"messages":[{"role":"user","content":"hi"}]}',
  })
  await response.text()
  return response.status
}

describe('POST /_emulator/next', () => {
  test('hits one request, also one that was answered before', async () => {
    expect(await chat()).toBe(200)
    expect(await control('POST', 'next', { error: 'azure.rate_limit' })).toEqual({
      status: 200,
      body: { ok: true, next: [{ error: 'azure.rate_limit' }] },
    })
    expect([await chat(), await chat()]).toEqual([429, 200])
  })

  test('waits for its session', async () => {
    await control('POST', 'next', { fault: 'status:code=503', when: { session: 'a' } })
    expect([await chat(), await chat({ 'x-emulator-session': 'a' }), await chat()]).toEqual([200, 503, 200])
  })

  test('waits for a request that fits', async () => {
    await control('POST', 'next', {
      fault: 'status:code=503',
      when: { message: 'HI', header: { 'x-a': '1' } },
    })
    expect(await chat()).toBe(200)
    const { body } = await control('GET', 'status')
    expect(body['next']).toEqual([
      { fault: 'status:code=503', when: { message: 'HI', header: { 'x-a': '1' } } },
    ])
    expect([await chat({ 'x-a': '1' }), await chat({ 'x-a': '1' })]).toEqual([503, 200])
  })

  test('the journal and the status say so', async () => {
    await control('POST', 'next', { fault: { status: { code: 503 } }, deployment: 'gpt-4o' })
    const { body: status } = await control('GET', 'status')
    expect(status).toMatchObject({ next: [{ fault: 'status:code=503', when: { deployment: 'gpt-4o' } }] })
    await chat()
    const { body } = await control('GET', 'journal')
    expect((body['entries'] as unknown[]).at(-1)).toMatchObject({
      ordered_by: 'next',
      faults: [{ fault: 'status:code=503', hit: true }],
    })
  })

  test('a wrong request of the client does not use it up', async () => {
    await control('POST', 'next', { error: 'azure.server_error' })
    expect(await chat({ 'x-emulator-fault': 'nonsense' })).toBe(400)
    expect(await chat()).toBe(500)
  })

  test.each<[unknown, string]>([
    [{}, 'give error or fault: what is to go wrong'],
    [{ errors: 'x' }, 'the order has no key "errors"; did you mean "error"?'],
    [{ error: 'azure.rate_limits' }, 'did you mean "azure.rate_limit"?'],
    [{ fault: 'cut:aftr=1' }, 'fault: cut has no option "aftr"; did you mean after?'],
    [{ fault: 'cut', when: { sesion: 'a' } }, 'unknown key "sesion" in when; did you mean "session"?'],
    [{ fault: 'cut', when: { call: 2 } }, 'when.call cannot be asked here'],
    [{ fault: 'cut', when: 'a' }, 'when must be a map of conditions'],
    [{ fault: 'cut', session: 3 }, 'session must be text, got 3'],
    [[], 'the order must be a JSON object'],
  ])('%j is refused', async (order, words) => {
    const { status, body } = await control('POST', 'next', order)
    expect(status).toBe(400)
    expect(body['error']).toContain(words)
  })
})

describe('/_emulator/chaos', () => {
  test('hits as it is told, never the control routes or health, and is ended', async () => {
    const { body } = await control('PUT', 'chaos', { error: 'azure.server_error', first: 2 })
    expect(body).toMatchObject({
      ok: true,
      chaos: [{ error: 'azure.server_error', rate: 1, first: 2, hits: 0 }],
    })
    const [{ remaining_ms: left }] = body['chaos'] as [{ remaining_ms: number }]
    expect(left).toBe(300_000)
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
    expect([await chat(), await chat(), await chat()]).toEqual([500, 500, 200])
    expect((await control('GET', 'chaos')).body).toMatchObject({ chaos: [{ requests: 3, hits: 2 }] })
    expect((await control('DELETE', 'chaos')).body).toEqual({ ok: true, chaos: [] })
  })

  test('is for a deployment, and a reset ends it', async () => {
    await control('PUT', 'chaos', [{ fault: 'status:code=503', when: { deployment: 'gpt-4o' }, for: '1h' }])
    expect([await chat({}, 'gpt-4o-mini'), await chat()]).toEqual([200, 503])
    await control('POST', 'reset')
    expect(await chat()).toBe(200)
  })

  test.each<[unknown, string]>([
    [{ error: 'azure.server_error', rate: 2 }, 'rate must be a number from 0 to 1, got 2'],
    [{ error: 'azure.server_error', for: '5 days' }, 'for must be a time such as "30s" or "5m"'],
    [{ error: 'azure.server_error', every: 0 }, 'every must be a whole number of at least 1'],
    [{ rate: 1 }, 'give error or fault'],
    [[], 'the list is empty'],
  ])('%j is refused', async (order, words) => {
    const { status, body } = await control('PUT', 'chaos', order)
    expect(status).toBe(400)
    expect(body['error']).toContain(words)
  })
})
