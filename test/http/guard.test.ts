import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { call, CHAT, chat } from './call.ts'

let open: TestServer
let locked: TestServer
beforeAll(async () => {
  open = await startServer()
  locked = await startServer({ token: 's3cret' })
})
afterAll(async () => {
  await open?.[Symbol.asyncDispose]()
  await locked?.[Symbol.asyncDispose]()
})

const STATUS = '/_emulator/status'

describe('who may use the control routes', () => {
  test.each([
    ['localhost', 200],
    ['LOCALHOST:1234', 200],
    ['127.0.0.1:80', 200],
    ['127.9.9.9', 200],
    ['[::1]:8080', 200],
    ['emulator.localhost', 200],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['192.168.1.7:8080', 403],
    ['[::2]', 403],
  ])('Host %s: %d', async (host, status) => {
    const answer = await call(open.port, STATUS, { headers: { host } })
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.json()).toEqual({ error: expect.stringContaining(host) })
  })

  test.each([
    ['http://localhost:5173', 200],
    ['http://127.0.0.1', 200],
    ['https://evil.example', 403],
    ['https://localhost.evil.example', 403],
    ['http://localhost@evil.example', 403],
    ['null', 403],
  ])('Origin %s: %d', async (origin, status) => {
    for (const path of [STATUS, '/_emulator/scenarios', '/_emulator/nothing']) {
      const expected = status === 200 && path.endsWith('nothing') ? 404 : status
      expect((await call(open.port, path, { headers: { origin } })).status).toBe(expected)
    }
  })

  test('a page of another site cannot make the emulator forget or reload', async () => {
    await chat(open.port, 'remember me')
    const headers = { origin: 'https://evil.example' }
    for (const [method, path] of [
      ['POST', 'reset'],
      ['POST', 'reload'],
      ['DELETE', 'journal'],
    ]) {
      expect((await call(open.port, `/_emulator/${path}`, { method: method!, headers })).status).toBe(403)
    }
    expect(open.emulator.journal.list().length).toBeGreaterThan(0)
  })
})

describe('with a token', () => {
  test.each<[string, Record<string, string>, number]>([
    ['none', {}, 401],
    ['a wrong one', { authorization: 'Bearer wrong' }, 401],
    ['a part of it', { authorization: 'Bearer s3cre' }, 401],
    ['another scheme', { authorization: 'Basic s3cret' }, 401],
    ['the right one', { authorization: 'Bearer s3cret' }, 200],
    ['the right one, written small', { authorization: 'bearer s3cret' }, 200],
    ['the right one in its own header', { 'x-emulator-token': 's3cret' }, 200],
    ['the right one from another machine', { authorization: 'Bearer s3cret', host: 'emulator.example' }, 200],
  ])('%s', async (_what, headers, status) => {
    const answer = await call(locked.port, STATUS, { headers })
    expect(answer.status).toBe(status)
    if (status === 401) expect(answer.text).not.toContain('s3cret')
  })

  test('every control route wants it, also those that do not exist; the gateway does not', async () => {
    // The page, and what would stand beside it, holds no data.
    const routes = ['status', 'scenarios', 'journal', 'journal/x1', 'journal/x1/nothing']
    for (const route of routes) expect((await call(locked.port, `/_emulator/${route}`)).status).toBe(401)
    expect((await chat(locked.port, 'hi')).status).toBe(200)
  })
})

describe('the gateway and the control routes never mix', () => {
  test.each([
    '/_emulator',
    '/_emulator/',
    '/_emulator?x=1',
    '/_emulator/v1/chat/completions',
    `/_emulator${CHAT}`,
  ])('%s is not the gateway’s', async (path) => {
    open.emulator.reset()
    const answer = await call(open.port, path, { method: 'POST', body: { messages: [] } })
    expect([answer.headers['server'], answer.headers['x-frame-options']]).toEqual([undefined, undefined])
    expect(open.emulator.journal.list()).toEqual([])
  })

  test.each(['/_emulatorx', '/status', '/_EMULATOR/status', '/journal', '/x/_emulator/status'])(
    '%s is the gateway’s',
    async (path) => {
      const answer = await call(open.port, path, { headers: { host: 'evil.example' } })
      expect(answer.headers['server']).toBe('fasthttp')
      expect(open.emulator.journal.list().at(-1)?.request.target).toBe(path)
    },
  )

  test('an unknown control route is a 404 that lists the routes', async () => {
    const answer = await call(open.port, '/_emulator/jurnal?x=1')
    expect([answer.status, answer.json()['error']]).toEqual([
      404,
      'no such control route: GET /_emulator/jurnal',
    ])
    expect(answer.json()['routes']).toEqual(
      expect.arrayContaining(['GET /_emulator/status', 'GET /_emulator/journal', 'POST /_emulator/reload']),
    )
  })

  test('every route that is listed exists', async () => {
    await using emulator = await createEmulator()
    const port = Number(new URL(emulator.url).port)
    const routes = (await call(port, '/_emulator/nothing')).json()['routes'] as string[]
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ')
      // The feed never ends, unless it is asked for what it does not have.
      const url = path
        .replace('/events', '/events?format=none')
        .replace('{file}', 'page.js')
        .replaceAll(/\{\w+\}/g, 'x')
      const answer = await call(port, url, { method })
      expect([route, answer.text.includes('no such control route')]).toEqual([route, false])
    }
    expect(routes.length).toBeGreaterThan(5)
  })
})
