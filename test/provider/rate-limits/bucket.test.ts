import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bucket } from '../../../src/provider/rate-limits/bucket.ts'

const MINUTE = 60_000

/** Takes if it fits; what it was told. */
function ask(bucket: Bucket, at: number, amount = 1, clock = at): number {
  const { waitMs } = bucket.room(amount, at, clock)
  if (waitMs === 0) bucket.take(amount, at)
  return waitMs
}

describe('an allowance', () => {
  test('is there as a whole at the beginning, and refills evenly', () => {
    const bucket = new Bucket(3, MINUTE)
    expect([0, 0, 0].map((at) => ask(bucket, at))).toEqual([0, 0, 0])
    expect(ask(bucket, 0)).toBe(20_000)
    expect(ask(bucket, 5000)).toBe(15_000)
    expect(ask(bucket, 19_999)).toBe(1)
    expect(ask(bucket, 20_000)).toBe(0)
    expect(ask(bucket, 20_000)).toBe(20_000)
  })

  test('never holds more than its capacity', () => {
    const bucket = new Bucket(2, MINUTE)
    ask(bucket, 0)
    expect(bucket.left(10 * MINUTE)).toBe(2)
    expect([0, 0, 0].map(() => ask(bucket, 10 * MINUTE))).toEqual([0, 0, 30_000])
  })

  test('looks at a shorter time where it is told to', () => {
    const bucket = new Bucket(120, 10_000)
    const at = Array.from({ length: 21 }, () => ask(bucket, 0))
    expect(at.slice(0, 20).every((wait) => wait === 0)).toBe(true)
    expect(at[20]).toBe(500)
  })

  test('holds one at least, and never what is larger than itself', () => {
    expect(ask(new Bucket(1, 1000), 0)).toBe(0)
    expect(ask(new Bucket(100, MINUTE), 0, 101)).toBe(Infinity)
  })

  test('tells what is left, and when all of it is back', () => {
    const bucket = new Bucket(7, MINUTE)
    ask(bucket, 0, 5)
    expect([bucket.left(0), bucket.left(8571), bucket.left(8572)]).toEqual([2, 2, 3])
    expect([bucket.fullIn(0), bucket.fullIn(42_858)]).toEqual([42_858, 0])
  })

  test('what is told is true to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.array(fc.tuple(fc.nat(30_000), fc.integer({ min: 1, max: 50_000 })), {
          minLength: 1,
          maxLength: 30,
        }),
        (perMinute, steps) => {
          const bucket = new Bucket(perMinute, MINUTE)
          let at = 1_700_000_000_000
          for (const [pause, share] of steps) {
            at += pause
            const amount = Math.max(1, Math.floor((perMinute * share) / 50_000))
            const wait = ask(bucket, at, amount)
            expect(wait).toBeLessThanOrEqual(MINUTE)
            if (wait === 0) continue
            expect(bucket.room(amount, at + wait - 1, at).waitMs).toBe(1)
            expect(bucket.room(amount, at + wait, at).waitMs).toBe(0)
          }
        },
      ),
      { seed: 3, numRuns: 200 },
    )
  })

  test('no minute takes more than twice the allowance, and a long time not more than its share', () => {
    const bucket = new Bucket(60, MINUTE)
    let taken = 0
    for (let at = 0; at < 10 * MINUTE; at += 137) if (ask(bucket, at) === 0) taken++
    expect(taken).toBe(60 + 599)
  })
})

describe('what is taken ahead of time', () => {
  test('is not there for those who come before it', () => {
    const bucket = new Bucket(2, MINUTE)
    expect([ask(bucket, 0), ask(bucket, 0)]).toEqual([0, 0])
    expect(ask(bucket, 30_000, 1, 0)).toBe(0)
    expect(ask(bucket, 10_000)).toBe(50_000)
    expect(ask(bucket, 59_999)).toBe(1)
    expect(ask(bucket, 60_000)).toBe(0)
  })

  test('leaves others what it does not need', () => {
    const bucket = new Bucket(60, MINUTE)
    expect(ask(bucket, 5000, 1, 0)).toBe(0)
    expect(bucket.left(0)).toBe(60)
    expect(bucket.left(5000)).toBe(59)
    expect(ask(bucket, 1000, 59)).toBe(0)
  })
})
