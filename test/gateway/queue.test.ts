import { describe, expect, test } from 'vitest'
import { WorkerQueue } from '../../src/gateway/core/worker-queue.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { PROFILE_1_4_24 } from '../../src/gateway/profiles/line-1-4-24.ts'
import { PROFILE_1_5_1 } from '../../src/gateway/profiles/line-1-5-1.ts'
import type { GatewayProfile } from '../../src/gateway/profiles/profile.ts'
import { asker, AZURE } from './governance/asker.ts'

const gateway = (workers: object, drop: boolean) =>
  asker(
    {},
    {
      client: { drop_excess_requests: drop },
      providers: { azure: { ...AZURE.azure, concurrency_and_buffer_size: workers } },
    },
  )

describe('the queue of a provider', () => {
  test('drops what finds it full; what waits is answered later by as much', () => {
    const { ask } = gateway({ concurrency: 1, buffer_size: 1 }, true)
    const said = [0, 250, 500, 750, 1100].map((at) => ask({ at }))
    expect(said.map(({ status, endAt }) => [status, endAt])).toEqual([
      [200, 1000],
      [200, 1750],
      [500, 0],
      [500, 0],
      [200, 1900],
    ])
    expect(said[2]).toMatchObject({ message: 'request dropped: queue is full' })
  })

  test('the time that Azure took is told without the waiting', () => {
    const { ask } = gateway({ concurrency: 1, buffer_size: 1 }, true)
    ask({})
    expect(ask({ at: 100 }).body).toContain('"latency":1000,')
  })

  test('without drop_excess_requests everybody waits', () => {
    const { ask } = gateway({ concurrency: 2, buffer_size: 1 }, false)
    const ends = [0, 0, 0, 0, 0].map((at) => ask({ at }).endAt)
    expect(ends).toEqual([1000, 1000, 2000, 2000, 3000])
  })

  test('a stream keeps its worker only until it has begun', () => {
    const { ask } = gateway({ concurrency: 1, buffer_size: 1 }, true)
    const said = [0, 1, 2, 3].map((at) => ask({ at, stream: true }))
    expect(said.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  test.each([
    [10, [1000, 1500]],
    [0, [1000, 1000]],
  ])('at speed %d', (speed, ends) => {
    const { ask } = gateway({ concurrency: 1, buffer_size: 5 }, true)
    expect([0, 50].map((at) => ask({ at, speed }).endAt)).toEqual(ends)
  })

  test('a dropped request tries its fallbacks', () => {
    const { ask } = gateway({ concurrency: 1, buffer_size: 1 }, true)
    ask({})
    ask({})
    const said = ask({ at: 1, body: { fallbacks: ['azure/other'] } })
    expect(said).toMatchObject({ status: 500, message: 'request dropped: queue is full' })
  })

  test('a reset of the emulator frees the workers', () => {
    const { ask, emulator } = gateway({ concurrency: 1, buffer_size: 1 }, true)
    ask({})
    emulator.reset()
    expect(ask({ at: 1 }).endAt).toBe(1000)
  })
})

describe('a stream that stays silent before its first event', () => {
  const CHUNK = { id: 'c', choices: [{ index: 0, delta: { content: 'Hi' } }] }
  const SCENARIOS = [
    { when: 'silent', upstream: { status: 200, events: [{ $end: 'hang' }] } },
    { when: 'late', upstream: { status: 200, events: [CHUNK, { $end: 'hang' }] } },
    { when: {}, upstream: { status: 200, delay_ms: 1000, body: { id: 'c', choices: [] } } },
  ]
  const silent = (profile: GatewayProfile, drop: boolean) =>
    asker(
      {},
      {
        client: { drop_excess_requests: drop },
        providers: { azure: { ...azure, concurrency_and_buffer_size: { concurrency: 1, buffer_size: 1 } } },
        scenarios: SCENARIOS,
        profile,
      },
    )
  const keys = AZURE.azure.keys.map((key) => ({
    ...key,
    models: ['*', 'gpt-4o'],
    aliases: { 'gpt-4o': 'a' },
  }))
  const azure = { ...AZURE.azure, keys }
  const NEVER = { status: 0, endAt: 0 }

  test.each([
    ['1.4.24', PROFILE_1_4_24, 0],
    ['1.4.24', PROFILE_1_4_24, 1],
    ['1.5.1', PROFILE_1_5_1, 0],
  ])('holds its worker for good in %s', (_line, profile, speed) => {
    const { ask, emulator } = silent(profile, false)
    ask({ stream: true, message: 'silent', speed })
    expect(ask({ at: 1e9, speed })).toMatchObject(NEVER)
    expect(ask({ at: 2e9, speed })).toMatchObject(NEVER)
    emulator.reset()
    expect(ask({ at: 3e9, speed })).toMatchObject({ status: 200, endAt: 1000 })
  })

  test('those behind it are dropped where a full queue drops', () => {
    const { ask } = silent(PROFILE_1_4_24, true)
    ask({ stream: true, message: 'silent' })
    const said = [1, 2, 3].map((at) => ask({ at }).status)
    expect(said).toEqual([0, 500, 500])
  })

  test('lets its worker go with the timeout in 1.4.19', () => {
    const { ask } = silent(PROFILE_1_4_19, false)
    expect(ask({ stream: true, message: 'silent' })).toMatchObject({ status: 500, endAt: 30_000 })
    expect(ask({ at: 10_000 }).endAt).toBe(21_000)
  })

  test('lets it go with its first event, whatever follows', () => {
    const { ask } = silent(PROFILE_1_4_24, false)
    ask({ stream: true, message: 'late' })
    expect(ask({ at: 1 })).toMatchObject({ status: 200, endAt: 1000 })
  })
})

test('a queue whose workers never come back', () => {
  const queue = new WorkerQueue()
  const workers = { count: 2, buffer: 3 }
  for (const until of [Infinity, 50]) queue.leave(queue.enter(0, workers, false)! + until)
  expect(queue.enter(10, workers, false)).toBe(50)
  queue.leave(Infinity)
  for (let at = 60; at < 100; at++) expect(queue.enter(at, workers, false)).toBe(Infinity)
  expect(queue.load(100, 2)).toEqual({ busy: 2, waiting: 3 })
  expect(queue.enter(101, workers, true)).toBeUndefined()
})

test('the queue tells its load', () => {
  const queue = new WorkerQueue()
  const workers = { count: 2, buffer: 5 }
  for (const at of [0, 0, 0]) queue.leave(queue.enter(at, workers, true)! + 100)
  expect(queue.load(0, 2)).toEqual({ busy: 2, waiting: 1 })
  expect(queue.load(150, 2)).toEqual({ busy: 1, waiting: 0 })
  expect(queue.load(200, 2)).toEqual({ busy: 0, waiting: 0 })
})
