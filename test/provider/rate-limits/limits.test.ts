import { describe, expect, test } from 'vitest'
import { defaultGatewayConfig } from '../../../src/gateway/config/config.ts'
import type { GatewayConfig } from '../../../src/gateway/config/config.ts'
import type { Emulator } from '../../../src/exchange/emulator.ts'
import { journalView } from '../../../src/journal/view.ts'
import { HeaderMap } from '../../../src/message/header-map.ts'
import { headerValue } from '../../../src/message/headers.ts'
import { bookOf, testEmulator } from '../../support/start-service.ts'

const START = 1_800_000_000_000

interface Told {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly retryAfterMs: string | undefined
  readonly limits: string
  readonly message: string
}

/** Asks at so many ms after the start; what the client gets. */
function ask(
  emulator: Emulator,
  ms: number,
  given: { headers?: Record<string, string>; body?: object; deployment?: string } = {},
): Told {
  const { headers = {}, body = {}, deployment = 'gpt-4o' } = given
  const text = JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }], ...body })
  const { plan } = emulator.exchange(
    {
      method: 'POST',
      target: `/openai/openai/deployments/${deployment}/chat/completions`,
      headers: new HeaderMap([['content-type', 'application/json'], ...Object.entries(headers)]),
      body: Buffer.from(text),
      httpVersion: '1.1',
    },
    { at: START + ms, date: new Date(START + ms).toUTCString() },
  )
  const [head] = plan.events
  if (head?.kind !== 'head') throw new Error('no head')
  const value = (name: string) => headerValue(head.headers, name)
  const limits = [
    'limit-requests',
    'remaining-requests',
    'limit-tokens',
    'remaining-tokens',
    'reset-requests',
    'reset-tokens',
  ]
  const bodies = plan.events.flatMap((event) =>
    event.kind === 'body' ? [String(typeof event.data === 'function' ? event.data() : event.data)] : [],
  )
  return {
    status: head.status,
    retryAfter: value('retry-after'),
    retryAfterMs: value('retry-after-ms'),
    limits: limits.map((name) => value(`x-ratelimit-${name}`) ?? '-').join(' '),
    message: /"message":"([^"]*)"/.exec(bodies.join(''))?.[1] ?? '',
  }
}

const RULE = { scenarios: [{ reply: 'Hi.' }] }
const limited = (...limits: object[]) => testEmulator({ scenarios: { ...RULE, limits } })

describe('requests a minute', () => {
  test("are refused with Azure's sentence, and get through after the time that was told", () => {
    const emulator = limited({ deployment: 'gpt-4o', requests_per_minute: 2 })
    expect(ask(emulator, 0)).toMatchObject({ status: 200, limits: '2 1 - 249912 - -', retryAfter: undefined })
    expect(ask(emulator, 1000)).toMatchObject({ status: 200, limits: '2 0 - 249912 - -' })
    expect(ask(emulator, 1500)).toEqual({
      status: 429,
      retryAfter: '29',
      retryAfterMs: '28500',
      limits: '2 0 - 249912 29 -',
      message:
        'Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after 29 seconds.',
    })
    expect(ask(emulator, 29_999)).toMatchObject({ status: 429, retryAfterMs: '1', retryAfter: '1' })
    expect(ask(emulator, 30_000).status).toBe(200)
    expect(ask(emulator, 30_000).status).toBe(429)
  })

  test('the same request again and again is not answered from memory past the limit', () => {
    const emulator = limited({ requests_per_minute: 3 })
    expect(Array.from({ length: 5 }, () => ask(emulator, 0).status)).toEqual([200, 200, 200, 429, 429])
  })

  test('each deployment has its own', () => {
    const emulator = limited({ requests_per_minute: 1 })
    const of = (deployment: string) => ask(emulator, 0, { deployment }).status
    expect([of('gpt-4o'), of('gpt-4o-mini'), of('gpt-4o')]).toEqual([200, 200, 429])
    const one = limited({ deployment: 'gpt-4o', requests_per_minute: 1 })
    expect([0, 0].map(() => ask(one, 0, { deployment: 'other' }).status)).toEqual([200, 200])
  })

  test.each([
    ['key', 'api-key'],
    ['key', 'authorization'],
    ['session', 'x-emulator-session'],
  ])('and each %s where it says so (%s)', (per, header) => {
    const emulator = limited({ requests_per_minute: 1, per })
    const of = (value: string) => ask(emulator, 0, { headers: { [header]: value } }).status
    expect([of('a'), of('a'), of('b'), of('b')]).toEqual([200, 429, 200, 429])
  })

  test('a stream is refused as a stream is', () => {
    const emulator = limited({ requests_per_minute: 1 })
    ask(emulator, 0)
    expect(ask(emulator, 0, { body: { stream: true } })).toMatchObject({ status: 429, retryAfter: '60' })
  })
})

describe('tokens a minute', () => {
  test('count the prompt and the longest answer that is allowed', () => {
    const emulator = limited({ tokens_per_minute: 1000 })
    expect(ask(emulator, 0, { body: { max_completion_tokens: 400 } })).toMatchObject({
      status: 200,
      limits: '- 249 1000 592 - -',
    })
    expect(ask(emulator, 0, { body: { max_completion_tokens: 500 } }).limits).toBe('- 249 1000 84 - -')
    const refused = ask(emulator, 0, { body: { max_completion_tokens: 100 } })
    expect(refused).toMatchObject({
      status: 429,
      retryAfterMs: '1440',
      retryAfter: '2',
      limits: '- 249 1000 84 - 2',
    })
    expect(refused.message).toContain('have exceeded token rate limit of your current')
    expect(ask(emulator, 1439, { body: { max_completion_tokens: 100 } }).status).toBe(429)
    expect(ask(emulator, 1440, { body: { max_completion_tokens: 100 } }).status).toBe(200)
  })

  test('what the gateway drops on its way does not count', () => {
    const emulator = limited({ tokens_per_minute: 1000 })
    expect(ask(emulator, 0, { body: { max_tokens: 900, n: 4 } }).limits).toBe('- 249 1000 976 - -')
  })

  test('a request larger than the limit is told to come back in a day', () => {
    const emulator = limited({ tokens_per_minute: 1000 })
    expect(ask(emulator, 0, { body: { max_completion_tokens: 2000 } })).toMatchObject({
      status: 429,
      retryAfter: '86400',
    })
    expect(ask(emulator, 0).status).toBe(200)
  })
})

describe('several limits', () => {
  test('must all have room, and a refusal counts nowhere', () => {
    const emulator = limited({ requests_per_minute: 100, tokens_per_minute: 50 }, { requests_per_minute: 2 })
    expect(ask(emulator, 0)).toMatchObject({ status: 200, limits: '2 1 50 26 - -' })
    expect(ask(emulator, 0)).toMatchObject({ status: 200, limits: '2 0 50 2 - -' })
    // 22 tokens come in 26.4 s, a request in 30 s.
    expect(ask(emulator, 0)).toMatchObject({ status: 429, retryAfterMs: '30000' })
    expect(ask(emulator, 30_000)).toMatchObject({ status: 200 })
  })
})

describe('with everything around it', () => {
  test("the gateway's retry comes when its backoff is over, and gets through if there is room then", () => {
    const base = defaultGatewayConfig()
    const azure = base.providers.get('azure')!
    const retrying = (maxRetries: number): GatewayConfig => ({
      ...base,
      providers: new Map([['azure', { ...azure, maxRetries, backoffInitialMs: 1000, backoffMaxMs: 10_000 }]]),
    })
    const limits = [{ requests_per_minute: 60, request_window: '1s' }]
    const emulator = testEmulator({ scenarios: { ...RULE, limits }, config: retrying(2) })
    expect(ask(emulator, 0).status).toBe(200)
    // The first try is 1 ms early; the retry comes at least 800 ms later.
    expect(ask(emulator, 999).status).toBe(200)
    expect(
      emulator.journal
        .list()
        .at(-1)!
        .calls.map(({ limited }) => limited),
    ).toEqual([{ by: 'requests', retryAfterMs: 1 }, undefined])
    // Ten times faster the same retry comes after a tenth of the time: 80 to 120 ms.
    const fast = testEmulator({ scenarios: { ...RULE, limits }, config: retrying(1) })
    expect(ask(fast, 0).status).toBe(200)
    const status = (ms: number) => ask(fast, ms, { headers: { 'x-emulator-speed': '10' } }).status
    expect([status(870), status(930)]).toEqual([429, 200])
    const never = testEmulator({
      scenarios: { ...RULE, limits: [{ requests_per_minute: 1 }] },
      config: retrying(2),
    })
    ask(never, 0)
    expect(ask(never, 0).status).toBe(429)
    expect(never.journal.list().at(-1)!.calls).toHaveLength(3)
  })

  test('the journal tells which limit refused a call', () => {
    const emulator = limited({ requests_per_minute: 1 })
    ask(emulator, 0)
    ask(emulator, 0)
    expect(journalView(emulator.journal.list().at(-1)!)).toMatchObject({
      scenario: null,
      upstream: [{ limited: { by: 'requests', retry_after_ms: 60_000 } }],
    })
  })

  test('a refused request does not count as a match of its scenario', () => {
    const scenarios = { scenarios: [{ replies: ['one', 'two'] }], limits: { requests_per_minute: 1 } }
    const emulator = testEmulator({ scenarios })
    ask(emulator, 0)
    ask(emulator, 0)
    ask(emulator, 60_000)
    expect(emulator.deployment.sessions.get('', START).calls.of(emulator.book.rules[0]!.name)).toBe(2)
  })

  test('an ordered error is played, and costs nothing', () => {
    const emulator = limited({ requests_per_minute: 1 })
    expect(ask(emulator, 0, { headers: { 'x-emulator-error': 'azure.server_error' } }).status).toBe(500)
    expect(ask(emulator, 0).status).toBe(200)
  })

  test('a call that never reached the deployment costs nothing', () => {
    const emulator = limited({ requests_per_minute: 1, tokens_per_minute: 100 })
    const headers = { 'x-emulator-fault': 'upstream_refused' }
    expect([0, 0, 0].map(() => ask(emulator, 0, { headers }).status)).toEqual([500, 500, 500])
    expect(ask(emulator, 0)).toMatchObject({ status: 200, limits: '1 0 100 76 - -' })
    expect(ask(emulator, 0).status).toBe(429)
  })

  test('a reload keeps the counts of a limit that did not change; a reset forgets them', () => {
    const emulator = limited({ requests_per_minute: 1 })
    ask(emulator, 0)
    emulator.useBook(bookOf({ scenarios: [{ reply: 'Other.' }], limits: [{ requests_per_minute: 1 }] }))
    expect(ask(emulator, 0).status).toBe(429)
    emulator.useBook(bookOf({ ...RULE, limits: [{ requests_per_minute: 2 }] }))
    expect([ask(emulator, 0).status, ask(emulator, 0).status, ask(emulator, 0).status]).toEqual([
      200, 200, 429,
    ])
    emulator.reset()
    expect(ask(emulator, 0).status).toBe(200)
    emulator.useBook(bookOf(RULE))
    expect(ask(emulator, 0).limits).toBe('- 249 - 249912 - -')
  })

  test('a session forgets its own alone', () => {
    const emulator = limited({ requests_per_minute: 1, per: 'session' })
    const of = (session: string) => ask(emulator, 0, { headers: { 'x-emulator-session': session } }).status
    expect([of('a'), of('b')]).toEqual([200, 200])
    emulator.reset('a')
    expect([of('a'), of('b')]).toEqual([200, 429])
  })

  test('a verbatim answer keeps exactly its headers, and is refused all the same', () => {
    const scenarios = {
      scenarios: [{ upstream: { status: 200, headers: { 'x-own': '1' }, body: { id: 'x', choices: [] } } }],
      limits: { requests_per_minute: 1 },
    }
    const emulator = testEmulator({ scenarios })
    expect(ask(emulator, 0).limits).toBe('- - - - - -')
    expect(ask(emulator, 0).status).toBe(429)
  })
})
