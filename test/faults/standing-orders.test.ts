import { describe, expect, test } from 'vitest'
import type { FaultOrder } from '../../src/faults/fault-order.ts'
import { Probe } from '../../src/scenario/match/probe.ts'
import { StandingOrders } from '../../src/standing-orders.ts'
import type { ChaosOrder } from '../../src/standing-orders.ts'

const cut: FaultOrder = { name: 'cut', options: {} }
const probe = () => new Probe({} as never, { calls: () => 0, state: undefined })
const request = { session: '', deployment: 'gpt-4o', probe, at: 0 }

function chaos(rest: Partial<ChaosOrder>): ChaosOrder {
  return { faults: [cut], when: {}, rate: 1, forMs: 1000, ...rest }
}

/** Which of the first `count` requests are hit, as 1 and 0. */
function pattern(order: Partial<ChaosOrder>, count: number, seed = 7): string {
  const orders = new StandingOrders(seed)
  orders.setChaos([chaos(order)], 0)
  return Array.from({ length: count }, () => (orders.take(request) === undefined ? '0' : '1')).join('')
}

describe('chaos', () => {
  test.each<[Partial<ChaosOrder>, string]>([
    [{}, '11111111'],
    [{ first: 3 }, '11100000'],
    [{ every: 3 }, '00100100'],
    [{ every: 2, first: 5 }, '01010000'],
    [{ rate: 0 }, '00000000'],
    [{ when: { deployment: 'other' } }, '00000000'],
    [{ when: { session: '' } }, '11111111'],
  ])('%j', (order, expected) => {
    expect(pattern(order, 8)).toBe(expected)
  })

  test('a rate follows the seed and the count of requests', () => {
    const hits = pattern({ rate: 0.3 }, 2000)
    expect(pattern({ rate: 0.3 }, 2000)).toBe(hits)
    expect(pattern({ rate: 0.3 }, 2000, 8)).not.toBe(hits)
    const share = hits.replaceAll('0', '').length / 2000
    expect(Math.abs(share - 0.3)).toBeLessThan(0.04)
  })

  test('ends by itself', () => {
    const orders = new StandingOrders(1)
    orders.setChaos([chaos({ forMs: 500 })], 100)
    expect(orders.take({ ...request, at: 599 })).toMatchObject({ by: 'chaos' })
    expect(orders.view(599).chaos).toMatchObject([{ remainingMs: 1, seen: 1, hits: 1 }])
    expect(orders.take({ ...request, at: 600 })).toBeUndefined()
    expect(orders.isIdle(600)).toBe(true)
  })

  test('the first one that hits decides; all count', () => {
    const orders = new StandingOrders(1)
    orders.setChaos([chaos({ first: 1, error: 'azure.server_error' }), chaos({})], 0)
    expect(orders.take(request)).toEqual({ by: 'chaos', error: 'azure.server_error', faults: [cut] })
    expect(orders.take(request)).toEqual({ by: 'chaos', faults: [cut] })
    expect(orders.view(0).chaos.map(({ seen, hits }) => [seen, hits])).toEqual([
      [2, 1],
      [2, 1],
    ])
  })
})

describe('one-shot orders', () => {
  test('hit the next request that fits, in their order, each once', () => {
    const orders = new StandingOrders(1)
    orders.addNext({ when: { session: 'a' }, faults: [], error: 'one' })
    orders.addNext({ when: {}, faults: [], error: 'two' })
    orders.addNext({ when: { session: 'a' }, faults: [], error: 'three' })
    const taken = ['b', 'b', 'a', 'a', 'a'].map((session) => orders.take({ ...request, session })?.error)
    expect(taken).toEqual(['two', undefined, 'one', 'three', undefined])
  })

  test('a session forgets its own alone', () => {
    const orders = new StandingOrders(1)
    orders.addNext({ when: { session: 'a' }, faults: [cut] })
    orders.addNext({ when: {}, faults: [cut] })
    orders.clear('a')
    expect(orders.view(0).next).toHaveLength(1)
    orders.clear()
    expect(orders.isIdle(0)).toBe(true)
  })
})
