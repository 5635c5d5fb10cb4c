import { describe, expect, test } from 'vitest'
import { WorkerQueue } from '../../src/gateway/core/worker-queue.ts'
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

test('the queue tells its load', () => {
  const queue = new WorkerQueue()
  const workers = { count: 2, buffer: 5 }
  for (const at of [0, 0, 0]) queue.leave(queue.enter(at, workers, true)! + 100)
  expect(queue.load(0, 2)).toEqual({ busy: 2, waiting: 1 })
  expect(queue.load(150, 2)).toEqual({ busy: 1, waiting: 0 })
  expect(queue.load(200, 2)).toEqual({ busy: 0, waiting: 0 })
})
