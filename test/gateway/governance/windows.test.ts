import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  durationMs,
  readResetWindow,
  windowEnd,
  windowStart,
} from '../../../src/gateway/config/reset-window.ts'
import { dollars } from '../../../src/gateway/governance/dollars.ts'
import { asker } from './asker.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('reset durations', () => {
  test.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', HOUR],
    ['1h30m', 1.5 * HOUR],
    ['1.5h', 1.5 * HOUR],
    ['1d', DAY],
    ['1w', 7 * DAY],
    ['1M', 30 * DAY],
    ['1Y', 365 * DAY],
    ['100Y', 36_500 * DAY],
    ['0', 0],
    ['', undefined],
    ['1', undefined],
    ['hour', undefined],
    ['-1h', undefined],
    ['1D', undefined],
  ])('%s', (text, ms) => expect(durationMs(text)).toBe(ms))

  test.each([
    ['daily', DAY],
    ['Monthly', 30 * DAY],
  ])('%s', (text, ms) => expect(readResetWindow(text)).toMatchObject({ text, ms }))

  test.each([
    ['1d', '2026-03-04T13:00:00Z', '2026-03-04T00:00:00Z', '2026-03-05T00:00:00Z'],
    ['1w', '2026-03-01T13:00:00Z', '2026-02-23T00:00:00Z', '2026-03-02T00:00:00Z'],
    ['1M', '2026-12-31T23:59:59Z', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['1Y', '2026-03-04T13:00:00Z', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ])('%s aligned to the calendar', (text, at, start, end) => {
    const window = readResetWindow(text, true)
    expect(new Date(windowStart(window, 0, Date.parse(at))).toISOString()).toBe(start.replace('Z', '.000Z'))
    expect(windowEnd(window, Date.parse(start))).toBe(Date.parse(end))
  })

  test('an hour has no place in the calendar', () =>
    expect(readResetWindow('1h', true).calendar).toBeUndefined())

  test('a window never begins in the future, nor ends in the past', () => {
    const duration = fc.constantFrom('7s', '3m', '1h', '1d', '1w', '1M', '1Y')
    fc.assert(
      fc.property(duration, fc.boolean(), fc.nat(4e12), fc.nat(4e12), (text, aligned, a, b) => {
        const [since, at] = [Math.min(a, b), Math.max(a, b)]
        const window = readResetWindow(text, aligned)
        const start = windowStart(window, since, at)
        expect(start).toBeGreaterThanOrEqual(since)
        expect(start).toBeLessThanOrEqual(at)
        expect(windowEnd(window, start)).toBeGreaterThan(at)
      }),
      { seed: 7 },
    )
  })
})

describe('a limit begins anew', () => {
  const VK = 'sk-bf-a'
  const gateway = (more: object) =>
    asker({
      rate_limits: [{ id: 'r', request_max_limit: 1, request_reset_duration: '1h', ...more }],
      virtual_keys: [{ id: 'vk', value: VK, rate_limit_id: 'r' }],
    })

  test('when its time is over, counted from the first request', () => {
    const { ask } = gateway({})
    const start = Date.UTC(2026, 0)
    const at = [0, 2000, HOUR - 1, HOUR, HOUR + 2000, 3 * HOUR]
    expect(at.map((after) => ask({ key: VK, at: start + after }).status)).toEqual([
      200, 429, 429, 200, 429, 200,
    ])
  })

  test('counted from the last reset that the file names, with what was used since', () => {
    const { ask } = gateway({ request_current_usage: 1, request_last_reset: '1970-01-01T00:00:00Z' })
    expect([HOUR - 1, HOUR].map((at) => ask({ key: VK, at }).status)).toEqual([429, 200])
  })

  test('without a last reset the gateway forgets at its start what was used', () => {
    const { ask } = gateway({ request_current_usage: 1 })
    expect(ask({ key: VK, at: 5 }).status).toBe(200)
  })

  test('a budget of the calendar, at midnight UTC', () => {
    const { ask } = asker({
      budgets: [
        {
          id: 'b',
          max_limit: 1,
          current_usage: 2,
          reset_duration: '1d',
          last_reset: '2026-03-04T12:00:00Z',
          calendar_aligned: true,
        },
      ],
      virtual_keys: [{ id: 'vk', value: VK, budget_id: 'b' }],
    })
    expect(ask({ key: VK, at: Date.parse('2026-03-04T23:59:59Z') }).status).toBe(402)
    expect(ask({ key: VK, at: Date.parse('2026-03-05T00:00:00Z') }).status).toBe(200)
  })

  test('usage that comes due after the reset belongs to the new window', () => {
    const { ask } = gateway({ request_last_reset: '1970-01-01T00:00:00Z' })
    expect(ask({ key: VK, at: HOUR - 500 }).status).toBe(200)
    expect(ask({ key: VK, at: HOUR + 600 }).status).toBe(429)
  })
})

test.each([
  [10.5, '10.5000'],
  [0.00005, '0.0001'],
  [0.03125, '0.0312'],
  [0.09375, '0.0938'],
  [123456.78905, '123456.7891'],
  [0, '0.0000'],
])('%d dollars', (amount, text) => expect(dollars(amount)).toBe(text))
