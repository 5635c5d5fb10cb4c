import { describe, expect, test } from 'vitest'
import { readChaos, readNext } from '../../src/http/control/read-order.ts'
import type { Emulator } from '../../src/exchange/emulator.ts'
import { ask, MOMENT, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

const scenarios = { scenarios: [{ reply: 'Hi.' }] }
const OTHER = { when: { deployment: 'other' } }

/**
 * Whether a request that came before is answered from memory: then the journal shows the very same request to the
 * deployment again.
 */
function remembers(emulator: Emulator): boolean {
  const [, second, third] = [1, 2, 3].map(() => ask(emulator, says('hello')).entry.calls[0]?.upstream)
  return second !== undefined && second === third
}

describe('answers are given again from memory', () => {
  test.each<[string, object]>([
    ['without orders', {}],
    ['beside chaos for others', { chaos: { error: 'azure.server_error', ...OTHER } }],
    ['beside a limit for others', { limits: { requests_per_minute: 1, ...OTHER } }],
    [
      'after chaos is over',
      { chaos: { error: 'azure.server_error', after: 0, for: 1, when: { deployment: 'x' } } },
    ],
  ])('%s', (_what, file) => {
    expect(remembers(testEmulator({ scenarios: { ...scenarios, ...file } }))).toBe(true)
  })

  test.each<[string, object]>([
    ['chaos that may hit', { chaos: { error: 'azure.server_error', rate: 0 } }],
    ['chaos that is still to come', { chaos: { error: 'azure.server_error', after: '1h' } }],
    ['a limit', { limits: { requests_per_minute: 100 } }],
    ['chaos that asks for a state', { chaos: { error: 'azure.server_error', when: { state: 'never' } } }],
  ])('but not past %s', (_what, file) => {
    expect(remembers(testEmulator({ scenarios: { ...scenarios, ...file } }))).toBe(false)
  })

  test('but not what came only once', () => {
    const emulator = testEmulator({ scenarios })
    const [first, second] = [1, 2].map(() => ask(emulator, says('hello')).entry.calls[0]?.upstream)
    expect([first === second, first]).toEqual([false, second])
  })

  test('nor past an order that comes later', () => {
    const emulator = testEmulator({ scenarios })
    const status = () => ask(emulator, says('hello')).status
    expect([status(), status()]).toEqual([200, 200])
    emulator.orders.addNext(readNext({ error: 'azure.rate_limit' }))
    expect([status(), status()]).toEqual([429, 200])
    emulator.orders.setChaos(readChaos({ error: 'azure.server_error' }), MOMENT.at)
    expect(status()).toBe(500)
    emulator.orders.setChaos([], MOMENT.at)
    expect([status(), remembers(emulator)]).toEqual([200, true])
  })
})
