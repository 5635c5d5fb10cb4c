import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorNames } from '../../src/errors/catalogue.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { chat } from './call.ts'

let server: TestServer
beforeAll(async () => {
  const scenarios = ['first', 'second'].map((name) => ({ name, when: { deployment: name }, reply: name }))
  server = await startServer({ scenarios: { scenarios }, emulatorHeaders: true })
})
afterAll(async () => server?.[Symbol.asyncDispose]())

async function refused(headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await chat(server.port, 'hi', headers)
  expect(answer.status).toBe(400)
  const { error, type } = answer.json() as { error: { message: string }; type: string }
  expect([type, error.message.startsWith('bifrost-emulator: ')]).toEqual(['emulator_error', true])
  return error.message
}

describe('what a client wishes by x-emulator-* headers', () => {
  test('a header that is not known: all that are', async () => {
    const message = await refused({ 'X-Emulator-Sesion': 'a' })
    for (const key of ['session', 'scenario', 'error', 'fault', 'seed', 'speed'])
      expect(message).toContain(`x-emulator-${key}`)
  })

  test('a scenario that is not there: those that are, and the likeliest', async () => {
    expect(await refused({ 'x-emulator-scenario': 'secnd' })).toMatch(/did you mean second\?.*second, first/)
  })

  test('an error that is not there: those that are', async () => {
    const message = await refused({ 'x-emulator-error': 'azure.ratelimit' })
    expect(message).toContain('did you mean azure.rate_limit?')
    expect(errorNames().filter((name) => !message.includes(name))).toEqual([])
  })

  test.each([
    ['x-emulator-seed', ''],
    ['x-emulator-seed', '-1'],
    ['x-emulator-seed', '1.5'],
    ['x-emulator-seed', '4294967296'],
    ['x-emulator-speed', 'fast'],
    ['x-emulator-speed', '-2'],
    ['x-emulator-speed', 'Infinity'],
    ['x-emulator-speed', ''],
  ])('%s: %j', async (name, value) => {
    expect(await refused({ [name]: value })).toContain(`${name}: must be a`)
  })

  test('a very long name is refused quickly, and not repeated in full', async () => {
    const message = await refused({ 'x-emulator-error': 'x'.repeat(30_000) })
    expect(message.length).toBeLessThan(4000)
  })

  test('what was done is told: rule, seed and the id in the journal', async () => {
    const { status, headers } = await chat(server.port, 'hi', {
      'x-emulator-scenario': 'second',
      'x-emulator-seed': '4294967295',
    })
    expect([status, headers['x-emulator-scenario'], headers['x-emulator-seed']]).toEqual([
      200,
      'second',
      '4294967295',
    ])
    expect(server.emulator.journal.find(String(headers['x-emulator-exchange']))?.calls[0]?.rule).toBe(
      'second',
    )
  })

  test('no wish reaches the deployment', async () => {
    await chat(server.port, 'hi', { 'x-emulator-session': 's' })
    const sent = server.emulator.journal.list().at(-1)?.calls[0]?.upstream.headers ?? []
    expect(sent.filter(([name]) => name.startsWith('x-emulator'))).toEqual([])
  })
})
