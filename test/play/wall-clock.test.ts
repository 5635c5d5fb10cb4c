import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { wallClock } from '../../src/play/clock.ts'

const now = () => wallClock.now()

describe('with a system clock that is moved by hand', () => {
  beforeEach(
    () =>
      void vi.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'],
      }),
  )
  afterEach(() => void vi.useRealTimers())

  test('all who wait share one timer, and each is called at its time, never early', () => {
    const start = now()
    const seen: string[] = []
    for (const ms of [30, 10.4, 20, 10.4])
      wallClock.at(start + ms, () => seen.push(`${ms} at ${now() - start}`))
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(10)
    expect(seen).toEqual([])
    vi.advanceTimersByTime(20)
    expect(seen).toEqual(['10.4 at 11', '10.4 at 11', '20 at 20', '30 at 30'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('one that is set while others are called has its turn', () => {
    const start = now()
    const seen: number[] = []
    wallClock.at(start + 10, () => {
      seen.push(now() - start)
      wallClock.at(start + 5, () => seen.push(now() - start))
      wallClock.at(start + 15, () => seen.push(now() - start))
    })
    vi.advanceTimersByTime(100)
    expect([seen.length, seen[0], seen[1]! < 15, seen[2]]).toEqual([3, 10, true, 15])
  })

  test('the last one who is cancelled leaves no timer behind', () => {
    const cancels = [10, 20].map((ms) => wallClock.at(now() + ms, () => expect.unreachable()))
    for (const cancel of cancels) cancel()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a wait longer than the system can is cut into several', () => {
    const seen: string[] = []
    const cancel = wallClock.at(now() + 2 ** 31 + 1000, () => seen.push('called'))
    vi.advanceTimersByTime(2 ** 31 - 1)
    expect(seen).toEqual([])
    vi.advanceTimersByTime(1001)
    expect(seen).toEqual(['called'])
    cancel()
  })
})
