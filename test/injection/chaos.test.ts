import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StandingOrders } from '../../src/injection/standing-orders.ts'
import { ask, chaosOf, filed, many, pattern, probeOf } from './support.ts'

describe('which requests are hit', () => {
  test.each<[object, string]>([
    [{}, '11111111'],
    [{ first: 3 }, '11100000'],
    [{ every: 3 }, '00100100'],
    [{ every: 2, first: 5 }, '01010000'],
    [{ rate: 0 }, '00000000'],
    [{ ramp: { from: 1, to: 0, over: '1s' } }, '11111111'],
    [{ when: { deployment: 'other' } }, '00000000'],
    [{ deployment: ['other', 'gpt-4o'] }, '11111111'],
    [{ session: 'a' }, '00000000'],
  ])('%j', (order, expected) => {
    expect(pattern(filed(order), many(8))).toBe(expected)
  })

  test('first and every count the requests of each session by themselves', () => {
    const orders = filed({ first: 2 })
    const asked = ['a', 'b', 'a', 'b', 'b', 'a'].map((session) => ({ session }))
    expect(pattern(orders, asked)).toBe('111100')
  })

  test('the first one that hits decides; all count', () => {
    const orders = filed({ first: 1, error: 'azure.server_error', name: 'opening' }, {})
    expect(ask(orders)).toMatchObject({ by: 'chaos', name: 'opening', error: 'azure.server_error' })
    expect(ask(orders)).toMatchObject({ by: 'chaos', faults: [{ name: 'cut' }] })
    expect(orders.chaos(0).map(({ seen, hits }) => [seen, hits])).toEqual([
      [2, 1],
      [2, 1],
    ])
  })
})

describe('chance', () => {
  test('follows the fingerprint, whatever the order of arrival', () => {
    const asked = many(300)
    const run = (list: typeof asked) => {
      const orders = filed({ rate: 0.3 })
      return new Map(list.map((one) => [one.fingerprint, ask(orders, one) !== undefined]))
    }
    const forward = run(asked)
    const backward = run(asked.toReversed())
    for (const [key, value] of forward) expect(backward.get(key)).toBe(value)
  })

  test('has the asked share', () => {
    const hits = pattern(filed({ rate: 0.3 }), many(3000)).replaceAll('0', '').length
    expect(Math.abs(hits / 3000 - 0.3)).toBeLessThan(0.03)
  })

  test('is new for the same request sent again, and another one in another session', () => {
    const again = pattern(filed({ rate: 0.5 }), Array(64).fill({ fingerprint: 5 }))
    expect(again).toContain('0')
    expect(again).toContain('1')
    const there = pattern(filed({ rate: 0.5 }), Array(64).fill({ fingerprint: 5, session: 'a' }))
    expect(there).not.toBe(again)
    expect(pattern(filed({ rate: 0.5 }), Array(64).fill({ fingerprint: 5 }))).toBe(again)
  })

  test('sessions side by side get what each would get alone', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ session: fc.constantFrom('a', 'b', 'c'), fingerprint: fc.integer({ min: 0, max: 3 }) }),
          {
            maxLength: 40,
          },
        ),
        (asked) => {
          const order = {
            rate: 0.5,
            every: 2,
            one_of: [{ error: 'azure.rate_limit' }, { error: 'azure.server_error' }],
          }
          const of = (list: typeof asked) => {
            const orders = new StandingOrders()
            orders.useFiled(chaosOf(order), 0)
            return list.map((one) => ask(orders, one)?.error)
          }
          const together = of(asked)
          for (const session of ['a', 'b', 'c']) {
            const own = asked.flatMap((one, index) => (one.session === session ? [together[index]] : []))
            expect(of(asked.filter((one) => one.session === session))).toEqual(own)
          }
        },
      ),
      { seed: 1, numRuns: 100 },
    )
  })

  test('picks by weight', () => {
    const orders = filed({
      one_of: [{ weight: 3, error: 'azure.rate_limit' }, { fault: 'reset:after=2' }],
    })
    const taken = many(2000).map((one) => ask(orders, one)!)
    const limits = taken.filter(({ error }) => error === 'azure.rate_limit').length
    expect(Math.abs(limits / 2000 - 0.75)).toBeLessThan(0.03)
    expect(taken.find(({ error }) => error === undefined)?.faults).toEqual([
      { name: 'reset', options: { after: 2 } },
    ])
  })
})

describe('time', () => {
  const times = (order: object, ...moments: number[]) =>
    pattern(
      filed(order),
      moments.map((at, index) => ({ at, fingerprint: index })),
    )

  test.each<[object, number[], string]>([
    [{ for: '500ms' }, [0, 499, 500, 9999], '1100'],
    [{ after: '30s', for: '60s' }, [0, 29_999, 30_000, 89_999, 90_000], '00110'],
    [{ after: 100 }, [99, 100, 1e9], '011'],
    [{ outage: { every: '5m', lasts: '20s' } }, [0, 19_999, 20_000, 299_999, 300_000, 320_000], '110010'],
    [
      { after: '1s', outage: { every: 100, lasts: 10 }, for: 250 },
      [999, 1000, 1010, 1100, 1200, 1250],
      '010110',
    ],
  ])('%j', (order, moments, expected) => {
    expect(times(order, ...moments)).toBe(expected)
  })

  test('only what comes while it is on is counted', () => {
    expect(times({ first: 1, after: 10 }, 0, 5, 10, 11)).toBe('0010')
  })

  test('a ramp goes from one chance to the other, and stays', () => {
    const orders = filed({ ramp: { from: 0, to: 1, over: '10s' } })
    const rates = [0, 2500, 10_000, 50_000].map((at) => orders.chaos(at)[0]!.rate)
    expect(rates).toEqual([0, 0.25, 1, 1])
    expect(pattern(orders, many(100, { at: 0 }))).toMatch(/^0+$/)
    const half = pattern(orders, many(2000, { at: 5000 })).replaceAll('0', '').length / 2000
    expect(Math.abs(half - 0.5)).toBeLessThan(0.04)
    expect(pattern(orders, many(100, { at: 10_000 }))).toMatch(/^1+$/)
  })

  test('idle once all is over', () => {
    const orders = new StandingOrders()
    orders.setChaos(chaosOf({ for: 500 }), 100)
    expect([orders.isIdle(100), orders.isIdle(599), orders.isIdle(600)]).toEqual([false, false, true])
    expect(orders.chaos(599)).toMatchObject([{ by: 'request', endsAt: 600, on: true }])
    expect(orders.chaos(600)).toEqual([])
  })
})

describe('the calls of one request', () => {
  test('draw and count once', () => {
    const orders = filed({ rate: 0.5 })
    const exchange = orders.begin({ session: '', fingerprint: 3 })
    const answers = [1, 2, 3].map((attempt) => exchange.take(probeOf({ attempt }), 0) !== undefined)
    expect(new Set(answers).size).toBe(1)
    expect(orders.chaos(0)).toMatchObject([{ seen: 1 }])
  })

  test('a condition spares some of them', () => {
    const exchange = filed({ when: { attempt: 1 } }).begin({ session: '', fingerprint: 3 })
    expect(exchange.take(probeOf({ attempt: 1 }), 0)).toBeDefined()
    expect(exchange.take(probeOf({ attempt: 2 }), 0)).toBeUndefined()
    expect(exchange.taken).toBeDefined()
    const fallback = filed({ deployment: 'gpt-4o' }).begin({ session: '', fingerprint: 3 })
    expect(fallback.take(probeOf({ deployment: 'gpt-4o' }), 0)).toBeDefined()
    expect(fallback.take(probeOf({ deployment: 'gpt-4o-mini' }), 0)).toBeUndefined()
  })

  test('an outage that is over lets the retry through', () => {
    const exchange = filed({ for: 100 }).begin({ session: '', fingerprint: 3 })
    expect(exchange.take(probeOf({}), 0)).toBeDefined()
    expect(exchange.take(probeOf({}), 99)).toBeDefined()
    expect(exchange.take(probeOf({}), 100)).toBeUndefined()
  })
})

describe('a new set of files', () => {
  test('goes on with what stood there before', () => {
    const orders = filed({ first: 2 })
    expect(pattern(orders, many(1))).toBe('1')
    orders.useFiled(chaosOf({ first: 2 }, { rate: 0, name: 'new' }), 50)
    expect(pattern(orders, many(2))).toBe('10')
    orders.useFiled(chaosOf({ first: 3 }), 60)
    expect(pattern(orders, many(4))).toBe('1110')
  })

  test('keeps the time, and does not begin anew what is over', () => {
    const orders = filed({ for: 100 })
    orders.useFiled(chaosOf({ for: 100 }), 90)
    expect(pattern(orders, [{ at: 99 }, { at: 100 }])).toBe('10')
    orders.useFiled(chaosOf({ for: 100 }), 200)
    expect(ask(orders, { at: 201 })).toBeUndefined()
  })

  test('equal orders are told apart', () => {
    const orders = filed({ first: 1 }, { first: 1 })
    orders.useFiled(chaosOf({ first: 1 }, { first: 1 }), 1)
    expect(orders.chaos(1)).toHaveLength(2)
    const hits = filed({ rate: 0.5 }, { rate: 0.5 })
    const share = pattern(hits, many(1000)).replaceAll('0', '').length / 1000
    expect(Math.abs(share - 0.75)).toBeLessThan(0.05)
  })

  test('what was ordered ends alone: that of files stands as long as it stands there', () => {
    const orders = filed({ error: 'azure.server_error' })
    orders.setChaos(chaosOf({ error: 'azure.rate_limit' }), 1)
    orders.setChaos([], 2)
    expect(ask(orders, { at: 2 })?.error).toBe('azure.server_error')
    orders.useFiled([], 3)
    expect(ask(orders, { at: 4 })).toBeUndefined()
    orders.useFiled(chaosOf({ error: 'azure.server_error' }), 5)
    expect(ask(orders, { at: 6 })).toBeDefined()
  })

  test('ordered chaos stands beside it, and is replaced alone', () => {
    const orders = filed({ error: 'azure.server_error' })
    orders.setChaos(chaosOf({ error: 'azure.rate_limit', first: 1 }), 0)
    expect([ask(orders)?.error, ask(orders)?.error]).toEqual(['azure.rate_limit', 'azure.server_error'])
    orders.setChaos(chaosOf({ error: 'azure.unavailable' }), 0)
    expect(ask(orders)?.error).toBe('azure.unavailable')
    expect(orders.chaos(0).map(({ by }) => by)).toEqual(['request', 'file'])
  })

  test('a session forgets what it has counted alone', () => {
    const orders = filed({ first: 1 })
    const both = [{ session: 'a' }, { session: 'b' }]
    expect(pattern(orders, [...both, ...both])).toBe('1100')
    orders.clear('a')
    expect(pattern(orders, both)).toBe('10')
  })
})

describe('chaos that has ended', () => {
  const outage = { error: 'azure.unavailable', for: '1s', name: 'outage' }

  test('keeps its figures: tasks, requests for each, what hit how often, and who was lost', () => {
    const orders = filed({ ...outage, first: 4 })
    // Two tasks are sent three times each, one of them hit whenever it comes.
    for (const fingerprint of [1, 2, 1, 1, 2, 2]) ask(orders, { fingerprint, at: 10 })
    expect(orders.ended(10)).toEqual([])
    expect(orders.chaos(2000)).toEqual([])
    expect(orders.ended(2000)).toMatchObject([
      {
        by: 'file',
        over: true,
        endsAt: 1000,
        seen: 6,
        hits: 4,
        figures: { tasks: 2, amplification: 3, lost: 1, hitsBy: { 'azure.unavailable': 4 } },
      },
    ])
  })

  test('a task that was hit to the end and comes again afterwards is not lost', () => {
    const orders = filed(outage)
    for (const fingerprint of [1, 2]) ask(orders, { fingerprint, at: 10 })
    expect(orders.ended(2000)[0]!.figures.lost).toBe(2)
    expect(orders.isIdle(2000)).toBe(false)
    expect(ask(orders, { fingerprint: 2, at: 2000 })).toBeUndefined()
    expect(orders.ended(2000)[0]!.figures).toMatchObject({ tasks: 2, lost: 1 })
    expect(ask(orders, { fingerprint: 1, at: 2000 })).toBeUndefined()
    expect([orders.ended(2000)[0]!.figures.lost, orders.isIdle(2000)]).toEqual([0, true])
  })

  test('stays when it is replaced, taken back or gone from its file, and hits nobody', () => {
    const orders = filed({ error: 'azure.server_error' })
    orders.setChaos(chaosOf({ fault: 'cut:after=1' }), 0)
    expect(ask(orders, { at: 5 })).toMatchObject({ faults: [{ name: 'cut' }] })
    orders.setChaos([], 7)
    orders.useFiled([], 9)
    expect(ask(orders, { at: 10 })).toBeUndefined()
    expect(orders.ended(10).map(({ by, endsAt, hits }) => [by, endsAt, hits])).toEqual([
      ['request', 7, 1],
      ['file', 9, 0],
    ])
    orders.clear()
    expect(orders.ended(10)).toEqual([])
  })

  test('what was given back is no hit, and only the last ones are remembered', () => {
    const orders = filed(outage)
    const exchange = orders.begin({ session: '', fingerprint: 1 })
    exchange.take(probeOf({}), 0)
    exchange.refund()
    expect(orders.chaos(0)[0]).toMatchObject({ seen: 1, hits: 0, figures: { lost: 0, hitsBy: {} } })
    for (let at = 0; at < 30; at++) orders.setChaos(chaosOf({ name: `n${at}` }), at)
    expect(orders.ended(40)).toHaveLength(20)
  })
})
