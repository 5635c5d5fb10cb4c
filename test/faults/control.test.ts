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
    await control('POST', 'next', { name: 'odd', fault: { status: { code: 503 } }, deployment: 'gpt-4o' })
    const { body: status } = await control('GET', 'status')
    expect(status).toMatchObject({
      next: [{ name: 'odd', fault: { status: { code: 503 } }, deployment: 'gpt-4o' }],
    })
    await chat()
    const { body } = await control('GET', 'journal')
    expect((body['entries'] as unknown[]).at(-1)).toMatchObject({
      ordered_by: 'next',
      ordered: { by: 'next', name: 'odd', faults: ['status:code=503'] },
      faults: [{ fault: 'status:code=503', hit: true }],
    })
  })

  test('is for so many requests as it says', async () => {
    const { body } = await control('POST', 'next', { error: 'azure.server_error', times: 2 })
    expect(body['next']).toEqual([{ error: 'azure.server_error', times: 2, remaining: 2 }])
    expect([await chat(), await chat(), await chat()]).toEqual([500, 500, 200])
  })

  test('what waits is told and taken back: of one session, or all', async () => {
    await control('POST', 'next', { error: 'azure.rate_limit', times: 3 })
    await control('POST', 'next', { fault: 'cut', session: 'a' })
    await control('POST', 'next', { fault: 'cut:after=1', when: { session: 'b' } })
    await chat()
    const rest = { error: 'azure.rate_limit', times: 3, remaining: 2 }
    const [a, b] = [
      { fault: 'cut', session: 'a' },
      { fault: 'cut:after=1', when: { session: 'b' } },
    ]
    expect((await control('GET', 'next')).body).toEqual({ next: [rest, a, b] })
    expect((await control('GET', 'next?session=b')).body).toEqual({ next: [b] })
    expect((await control('DELETE', 'next?session=a')).body).toEqual({
      ok: true,
      removed: [a],
      next: [rest, b],
    })
    expect((await control('DELETE', 'next?session=nobody')).body).toMatchObject({
      removed: [],
      next: [rest, b],
    })
    expect((await control('DELETE', 'next')).body).toEqual({ ok: true, removed: [rest, b], next: [] })
    expect([await chat(), await chat()]).toEqual([200, 200])
  })

  test('a query that means nothing takes nothing back', async () => {
    await control('POST', 'next', { error: 'azure.rate_limit' })
    for (const method of ['GET', 'DELETE'])
      expect(await control(method, 'next?sesion=a')).toEqual({
        status: 400,
        body: { error: 'there is no parameter "sesion"; did you mean "session"? known: session' },
      })
    expect((await control('GET', 'next')).body).toEqual({ next: [{ error: 'azure.rate_limit' }] })
  })

  test('an error may differ from the one of its name', async () => {
    await control('POST', 'next', { error: { name: 'azure.rate_limit', retry_after: 17 } })
    const response = await fetch(`${server.url}/openai/openai/deployments/gpt-4o/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"messages":[{"role":"user","content":"hi"}]}',
    })
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '17'])
    expect(await response.text()).toContain('retry after 17 seconds')
  })

  test('a request that the gateway itself refuses does not use it up', async () => {
    await control('POST', 'next', { error: 'azure.server_error' })
    expect(await chat({ 'x-bf-vk': 'nobody' })).toBe(403)
    expect(await chat({ 'x-emulator-error': 'azure.rate_limit' })).toBe(429)
    expect(await chat()).toBe(500)
  })

  test('a request on which it has no effect does not use it up', async () => {
    await control('POST', 'next', { fault: 'no_done' })
    expect(await chat()).toBe(200)
    const { body } = await control('GET', 'journal')
    const last = (body['entries'] as Record<string, unknown>[]).at(-1)!
    expect(last['faults']).toEqual([{ fault: 'no_done', hit: false, why: 'the reply is no stream' }])
    expect(last).not.toHaveProperty('ordered')
    expect((await control('GET', 'status')).body['next']).toEqual([{ fault: 'no_done' }])
  })

  test('a wrong request of the client does not use it up', async () => {
    await control('POST', 'next', { error: 'azure.server_error' })
    expect(await chat({ 'x-emulator-fault': 'nonsense' })).toBe(400)
    expect(await chat()).toBe(500)
  })

  test.each<[unknown, string]>([
    [{}, 'the order has no "error" or "fault" or "faults" or "one_of"'],
    [{ errors: 'x' }, 'unknown key "errors" in the order; did you mean "error"?'],
    [{ error: 'azure.rate_limits' }, 'did you mean "azure.rate_limit"?'],
    [{ fault: 'cut:aftr=1' }, 'cut has no option "aftr"; did you mean after?'],
    [{ fault: 'cut', when: { sesion: 'a' } }, 'unknown key "sesion" in when; did you mean "session"?'],
    [{ fault: 'cut', when: { call: 2 } }, 'when.call cannot be asked here'],
    [
      { fault: 'cut', when: 3 },
      'when must be text or a list of texts or a map of conditions, got the number 3',
    ],
    [{ fault: 'cut', times: 0 }, 'times must be a whole number of at least 1, got 0'],
    [{ one_of: [{ fault: 'cut', weight: -1 }] }, 'one_of[0].weight: weight must be a number above 0'],
    [[], 'the order must be a map with error or fault, got a list'],
  ])('%j is refused', async (order, words) => {
    const { status, body } = await control('POST', 'next', order)
    expect(status).toBe(400)
    expect(body['error']).toContain(words)
  })

  test('each mistake has its path, value and hint', async () => {
    const order = { one_of: [{ fault: 'cut' }, { fault: 'reset', weight: 0 }], when: { mesage: 'a' } }
    const { body } = await control('POST', 'next', order)
    expect(body['problems']).toEqual([
      { path: 'one_of[1].weight', value: 0, message: 'weight must be a number above 0, got 0' },
      {
        path: 'when.mesage',
        value: 'a',
        message: 'unknown key "mesage" in when',
        hint: expect.stringContaining('did you mean "message"?') as string,
      },
    ])
  })
})

describe('/_emulator/limits', () => {
  test('are given, shown, acted on, and taken away', async () => {
    const { body } = await control('PUT', 'limits', {
      deployment: 'gpt-4o',
      requests_per_minute: 2,
      per: 'key',
    })
    expect(body).toEqual({
      ok: true,
      limits: [{ deployment: 'gpt-4o', requests_per_minute: 2, per: 'key', by: 'request', counts: [] }],
    })
    const key = { 'api-key': 'secret' }
    expect([await chat(key), await chat(key), await chat(key), await chat()]).toEqual([200, 200, 429, 200])
    const { body: shown } = await control('GET', 'limits')
    expect(shown['limits']).toMatchObject([
      {
        counts: [
          {
            deployment: 'gpt-4o',
            of: expect.stringMatching(/^key [0-9a-f]{8}$/) as string,
            remaining_requests: 0,
          },
          { deployment: 'gpt-4o', of: 'no key', remaining_requests: 1 },
        ],
      },
    ])
    expect((await control('GET', 'status')).body['deployment_limits']).toMatchObject([
      { requests_per_minute: 2 },
    ])
    expect((await control('DELETE', 'limits')).body).toEqual({ ok: true, limits: [] })
    expect(await chat(key)).toBe(200)
  })

  test.each<[unknown, string]>([
    [{}, 'the limit has no "requests_per_minute" or "tokens_per_minute"'],
    [[{ requests_per_minut: 2 }], 'did you mean "requests_per_minute"?'],
    [[{ requests_per_minute: 2, when: { stream: 'yes' } }], '[0].when.stream: '],
    [[], 'the list is empty'],
  ])('%j is refused', async (limits, words) => {
    const { status, body } = await control('PUT', 'limits', limits)
    expect([status, body['error']]).toEqual([400, expect.stringContaining(words)])
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
    const { body: gone } = await control('DELETE', 'chaos')
    const figures = { tasks: 1, amplification: 3, lost: 0, hits_by: { 'azure.server_error': 2 } }
    expect(gone).toMatchObject({ ok: true, chaos: [], ended: [{ first: 2, requests: 3, hits: 2, figures }] })
    expect((await control('GET', 'chaos')).body).toEqual({ chaos: [], ended: gone['ended'] })
    expect((await control('GET', 'status')).body['ended_chaos']).toEqual(gone['ended'])
    await control('POST', 'reset')
    expect((await control('GET', 'chaos')).body).toEqual({ chaos: [], ended: [] })
  })

  test('is for a deployment, and a reset ends it', async () => {
    await control('PUT', 'chaos', [{ fault: 'status:code=503', when: { deployment: 'gpt-4o' }, for: '1h' }])
    expect([await chat({}, 'gpt-4o-mini'), await chat()]).toEqual([200, 503])
    await control('POST', 'reset')
    expect(await chat()).toBe(200)
  })

  test.each<[unknown, string]>([
    [{ error: 'azure.server_error', rate: 2 }, 'rate must be a number from 0 to 1, got 2'],
    [
      { error: 'azure.server_error', for: '5 days' },
      'for must be a time such as 500ms, 30s or 5m, got "5 days"',
    ],
    [{ error: 'azure.server_error', every: 0 }, 'every must be a whole number of at least 1'],
    [{ rate: 1 }, 'chaos has no "error"'],
    [{ fault: 'cut', for: '2d' }, 'units are ms, s, m and h'],
    [[], 'the list is empty'],
  ])('%j is refused', async (order, words) => {
    const { status, body } = await control('PUT', 'chaos', order)
    expect(status).toBe(400)
    expect(body['error']).toContain(words)
  })
})
