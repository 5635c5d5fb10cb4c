import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { call, chat } from '../http/call.ts'
import { startServer } from '../support/start-service.ts'

const VERIFY = '/_emulator/verify'

describe('POST /_emulator/verify', () => {
  test('200 when it holds, 417 when not, 400 when it makes no sense', async () => {
    await using server = await startServer()
    await chat(server.port, 'hello')
    const ask = (body: unknown, query = '') =>
      call(server.port, `${VERIFY}${query}`, { method: 'POST', body })
    expect((await ask({ when: 'hello', exactly: 1 })).json()).toMatchObject({
      ok: true,
      checks: [{ found: 1 }],
    })
    const failed = await ask([{ when: 'hello' }, { when: 'goodbye' }])
    expect([failed.status, failed.json()]).toMatchObject([
      417,
      { ok: false, checks: [{ ok: true }, { ok: false }] },
    ])
    const text = await ask({ when: 'goodbye' }, '?format=text')
    expect([text.status, text.text]).toEqual([
      417,
      expect.stringMatching(/^NOT OK: at least 1: message contains/),
    ])
    const wrong = await ask({ whn: 'hello' })
    expect([wrong.status, wrong.json()['error']]).toEqual([
      400,
      expect.stringContaining('did you mean "when"'),
    ])
    expect((await ask(undefined)).status).toBe(400)
    expect((await ask({ when: 'hello' }, '?format=xml')).json()['error']).toMatch(
      /format must be json or text, got "xml"/,
    )
  })

  test('exchanges that were played again do not count', async () => {
    await using server = await startServer()
    await chat(server.port, 'hello')
    await call(server.port, '/_emulator/journal/x1/replay', { method: 'POST' })
    const { json } = await call(server.port, VERIFY, { method: 'POST', body: { exactly: 1 } })
    expect(json()['ok']).toBe(true)
  })
})

test('in process', async () => {
  await using emulator = await createEmulator({ seed: 7 })
  await chat(Number(new URL(emulator.url).port), 'hello')
  expect(emulator.verify({ when: 'hello', exactly: 1 }).ok).toBe(true)
  expect(
    emulator.verify([{ when: { message: /^hello$/ }, exactly: 1 }, { outcome: { status: 200 } }]).ok,
  ).toBe(true)
  expect(() => emulator.verify({ sequence: [/hello/, { when: 'goodbye' }] })).toThrow(
    'step 2 of 2 did not come after x1',
  )
  expect(() => emulator.verify([])).toThrow(/empty/)
})
