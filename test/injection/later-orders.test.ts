import { expect, test } from 'vitest'
import { readChaos, readNext } from '../../src/http/control/read-order.ts'
import { ask, MOMENT, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

test('an order hits the next request, though an equal one was answered before it', () => {
  const emulator = testEmulator({ scenarios: { scenarios: [{ reply: 'Hi.' }] } })
  const status = () => ask(emulator, says('hello')).status
  expect([status(), status()]).toEqual([200, 200])
  emulator.orders.addNext(readNext({ error: 'azure.rate_limit' }))
  expect([status(), status()]).toEqual([429, 200])
  emulator.orders.setChaos(readChaos({ error: 'azure.server_error' }), MOMENT.at)
  expect(status()).toBe(500)
  emulator.orders.setChaos([], MOMENT.at)
  expect(status()).toBe(200)
})
