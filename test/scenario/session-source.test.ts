import { describe, expect, test } from 'vitest'
import { Emulator } from '../../src/exchange/emulator.ts'
import { readSessionSource, sessionOf } from '../../src/scenario/session-source.ts'
import { SESSION_IDLE_MS, Sessions } from '../../src/deployment/sessions.ts'
import { testEmulator } from '../support/start-service.ts'
import { HeaderMap } from '../../src/message/header-map.ts'

const request = {
  headers: { 'x-user': 'ann' },
  query: { user: 'bob' },
  body: { user: 'cy', n: 7, metadata: { tenant: 't' }, list: ['a'], object: {} },
}

test.each([
  ['header:X-User', 'ann'],
  ['header:x-none', ''],
  ['query:user', 'bob'],
  ['body:user', 'cy'],
  ['body:n', '7'],
  ['body:metadata.tenant', 't'],
  ['body:list[-1]', 'a'],
  ['body:object', ''],
  ['body:__proto__', ''],
  ['header:constructor', ''],
])('%s', (written, expected) => {
  expect(sessionOf(readSessionSource(written)!, request)).toBe(expected)
})

test.each(['user', 'header:', 'cookie:a', 'body:a[', 'header:a b', ''])('%s is none', (written) => {
  expect(readSessionSource(written)).toBeUndefined()
})

describe('sessions', () => {
  test('are forgotten when nobody has used them for a while', () => {
    const sessions = new Sessions(1000)
    sessions.get('a', 0).state = 'x'
    sessions.get('b', 500).state = 'y'
    expect(sessions.get('a', 999).state).toBe('x')
    expect(sessions.get('b', 1600).state).toBeUndefined()
    expect(sessions.get('a', 1601).state).toBe('x')
    expect(sessions.get('a', 2602).state).toBeUndefined()
    expect(sessions.count).toBe(1)
    expect(SESSION_IDLE_MS).toBe(1_800_000)
  })

  test('are bounded in number', () => {
    const sessions = new Sessions()
    for (let i = 0; i < 12_000; i++) sessions.get(`s${i}`, i)
    expect(sessions.count).toBe(10_000)
  })
})

function asker(session?: string, sessionIdleMs?: number) {
  const base = testEmulator({
    scenarios: { scenarios: [{ name: 'seq', replies: ['a', 'b', 'c'], then: 'last' }] },
  })
  const settings = {
    ...base.settings,
    session: session === undefined ? undefined : readSessionSource(session),
    sessionIdleMs,
  }
  const emulator = new Emulator(settings, base.book)
  return (asked: { headers?: [string, string][]; query?: string; user?: string; at?: number }) => {
    const { plan, entry } = emulator.exchange(
      {
        method: 'POST',
        target: `/openai/openai/deployments/gpt-4o/chat/completions?api-version=1${asked.query ?? ''}`,
        headers: new HeaderMap([['host', 'h'], ...(asked.headers ?? [])]),
        body: Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: 'x' }], user: asked.user })),
        httpVersion: '1.1',
      },
      { at: asked.at ?? 0, date: '' },
    )
    const body = plan.events.flatMap((it) =>
      it.kind === 'body' ? [typeof it.data === 'function' ? it.data() : it.data] : [],
    )
    return [JSON.parse(String(body[0])).choices[0].message.content, entry.session]
  }
}

test.each<[string | undefined, (user: string) => Parameters<ReturnType<typeof asker>>[0]]>([
  ['header:x-user', (user) => ({ headers: [['X-User', user]] })],
  ['query:who', (user) => ({ query: `&who=${user}` })],
  ['body:user', (user) => ({ user })],
  [undefined, (user) => ({ headers: [['X-Emulator-Session', user]] })],
])('each session counts for itself, named by %s', (source, as) => {
  const ask = asker(source)
  expect([ask(as('ann')), ask(as('ann')), ask(as('bob')), ask(as('ann')), ask({})]).toEqual([
    ['a', 'ann'],
    ['b', 'ann'],
    ['a', 'bob'],
    ['c', 'ann'],
    ['a', ''],
  ])
})

test('x-emulator-session goes before the other place', () => {
  const ask = asker('body:user')
  expect(ask({ user: 'ann', headers: [['x-emulator-session', 's1']] })[1]).toBe('s1')
})

test('a session that idles begins anew', () => {
  const ask = asker('body:user', 1000)
  expect([0, 900, 1800, 2900].map((at) => ask({ user: 'ann', at })[0])).toEqual(['a', 'b', 'c', 'a'])
})
