import { describe, expect, test } from 'vitest'
import { StandingOrders } from '../../src/injection/standing-orders.ts'
import { ask, nextOf, pattern, probeOf } from './support.ts'

function waiting(...written: readonly object[]): StandingOrders {
  const orders = new StandingOrders()
  for (const one of written) orders.addNext(nextOf(one))
  return orders
}

describe('one-shot orders', () => {
  test('hit the next request that fits, in their order, each once', () => {
    const orders = waiting(
      { session: 'a', error: 'azure.rate_limit' },
      { error: 'azure.server_error' },
      { when: { session: 'a' }, error: 'azure.unavailable' },
    )
    const taken = ['b', 'b', 'a', 'a', 'a'].map((session) => ask(orders, { session })?.error)
    expect(taken).toEqual([
      'azure.server_error',
      undefined,
      'azure.rate_limit',
      'azure.unavailable',
      undefined,
    ])
  })

  test('or so many times', () => {
    const orders = waiting({ fault: 'cut', times: 3 })
    expect(pattern(orders, [{}, {}])).toBe('11')
    expect(orders.waiting()).toMatchObject([{ left: 1, spec: { times: 3 } }])
    expect(pattern(orders, [{}, {}])).toBe('10')
    expect(orders.isIdle(0)).toBe(true)
  })

  test('nothing is used up by a request that makes no call', () => {
    const orders = waiting({ fault: 'cut' })
    orders.begin({ session: '', fingerprint: 1 })
    expect(ask(orders)).toBeDefined()
  })

  test('a request takes one of them, for all its calls', () => {
    const orders = waiting({ error: 'azure.rate_limit' }, { error: 'azure.unavailable' })
    const exchange = orders.begin({ session: '', fingerprint: 1 })
    const taken = [1, 2].map((attempt) => exchange.take(probeOf({ attempt }), 0)?.error)
    expect(taken).toEqual(['azure.rate_limit', 'azure.rate_limit'])
    expect(orders.waiting()).toHaveLength(1)
  })

  test('what had no effect waits for another request, in its place', () => {
    const orders = waiting({ error: 'azure.rate_limit' }, { error: 'azure.unavailable' })
    const exchange = orders.begin({ session: '', fingerprint: 1 })
    exchange.take(probeOf({}), 0)
    exchange.refund()
    expect(exchange.taken).toBeUndefined()
    expect([ask(orders)?.error, ask(orders)?.error]).toEqual(['azure.rate_limit', 'azure.unavailable'])
  })

  test('goes before chaos, which counts all the same', () => {
    const orders = waiting({ error: 'azure.rate_limit' })
    orders.useFiled([{ ...nextOf({ error: 'azure.server_error' }), rate: 1, first: 1, afterMs: 0 }], 0)
    expect([ask(orders), ask(orders)].map((taken) => taken?.by)).toEqual(['next', undefined])
    expect(orders.chaos(0)).toMatchObject([{ seen: 2, hits: 0 }])
  })

  test('a session forgets its own alone', () => {
    const orders = waiting({ session: 'a', fault: 'cut' }, { fault: 'cut' })
    orders.clear('a')
    expect(orders.waiting()).toHaveLength(1)
    orders.clear()
    expect(orders.isIdle(0)).toBe(true)
  })

  test('one of several', () => {
    const choice = { one_of: [{ error: 'azure.rate_limit' }, { error: 'azure.server_error' }], times: 100 }
    const orders = waiting(choice)
    const taken = Array.from({ length: 100 }, () => ask(orders)?.error)
    expect(new Set(taken).size).toBe(2)
    const again = waiting(choice)
    expect(Array.from({ length: 100 }, () => ask(again)?.error)).toEqual(taken)
  })
})
