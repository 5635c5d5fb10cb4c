import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/random/random.ts'
import { createPace } from '../../../src/provider/timing/pace.ts'
import { bookOf } from '../../support/start-service.ts'
import type { Timing } from '../../../src/scenario/timing.ts'

/** What a file's `timing:` says. */
function timing(written: unknown): Timing {
  return bookOf({ scenarios: [{ reply: 'x', timing: written }] }).rules[0]!.timing!
}

/** The first time and so many gaps after it, for a prompt of so many tokens. */
function drawn(written: unknown, { gaps = 4, prompt = 0, seed = 1 } = {}): readonly number[] {
  const pace = createPace(timing(written), createRandom(seed), () => prompt)
  let last = pace.next()
  const seen = [last]
  for (let i = 0; i < gaps; i++) {
    const at = pace.next()
    seen.push(at - last)
    last = at
  }
  return seen.map((ms) => Math.round(ms * 1e6) / 1e6)
}

describe('figures', () => {
  test.each<[string, unknown, readonly number[]]>([
    ['instant', 'instant', [0, 0, 0, 0, 0]],
    ['the number 0', 0, [0, 0, 0, 0, 0]],
    ['a speed', { first_token_ms: 300, tokens_per_second: 50, jitter: 0 }, [300, 20, 20, 20, 20]],
    ['a speed of 0: all at once', { first_token_ms: 9, tokens_per_second: 0, jitter: 0 }, [9, 0, 0, 0, 0]],
    ['a gap', { first_token_ms: 300, gap_ms: 7, jitter: 0 }, [300, 7, 7, 7, 7]],
    ['recorded gaps, begun anew', { first_token_ms: 10, gaps_ms: [1, 0, 30] }, [10, 1, 0, 30, 1]],
    ['one percentile alone', { first_token_ms: { p50: 40 }, gap_ms: { p90: 2 } }, [40, 2, 2, 2, 2]],
    ['units', { first_token_ms: '1.5s', gap_ms: '250ms' }, [1500, 250, 250, 250, 250]],
    ['units in lists', { first_token_ms: { p50: '2s' }, gaps_ms: ['1s', 5] }, [2000, 1000, 5, 1000, 5]],
    ['another timing with a change', { like: 'instant', first_token_ms: 5 }, [5, 0, 0, 0, 0]],
    ['another timing with its gaps replaced', { like: 'instant', gaps_ms: [3] }, [0, 3, 3, 3, 3]],
  ])('%s', (_what, written, expected) => expect(drawn(written)).toEqual(expected))

  test.each<[string, unknown, number]>([
    ['ms per 1,000 tokens', { first_token_ms: 100, jitter: 0, prompt_ms_per_1000_tokens: 50 }, 225],
    ['tokens per second', { first_token_ms: 100, jitter: 0, prompt_tokens_per_second: 20_000 }, 225],
    ['nothing said', { first_token_ms: 100, jitter: 0 }, 100],
    ['like a model', { like: 'gpt-4o', jitter: 0 }, 720 + 125],
  ])('reading the prompt: %s', (_what, written, first) => {
    expect(drawn(written, { prompt: 2500 })[0]).toBe(first)
  })

  test('a delay stands in place of one gap, after the first token too', () => {
    const pace = createPace(timing({ first_token_ms: 100, gap_ms: 10, jitter: 0 }), createRandom(1), () => 0)
    expect([pace.firstAt, pace.next(5), pace.next(), pace.next(70), pace.next()]).toEqual([
      100, 105, 115, 185, 195,
    ])
  })
})

describe('a time that is written is exact', () => {
  const seeds = [1, 2, 3]
  test.each<[string, unknown, number]>([
    ['alone', { first_token_ms: 1000 }, 1000],
    ['beside a speed', { first_token_ms: '1s', tokens_per_second: 50 }, 1000],
    ['in place of that of a model', { like: 'gpt-4o', first_token_ms: 1000 }, 1000],
  ])('first token, %s', (_how, written, first) => {
    for (const seed of seeds) expect(drawn(written, { seed, prompt: 3000 })[0]).toBe(first)
  })

  test.each<[string, unknown]>([
    ['a gap', { gap_ms: 20 }],
    ['a speed', { tokens_per_second: 50 }],
    ['a speed in place of that of a model', { like: 'slow', tokens_per_second: 50 }],
  ])('between chunks, %s', (_how, written) => {
    for (const seed of seeds) expect(drawn(written, { seed }).slice(1)).toEqual([20, 20, 20, 20])
  })

  test('what comes from a model varies as before, and what is asked to vary does', () => {
    const spread = (written: unknown, at: number) =>
      new Set(seeds.map((seed) => drawn(written, { seed })[at])).size
    expect(spread({ first_token_ms: 1000 }, 1)).toBe(3)
    expect(spread({ gap_ms: 20 }, 0)).toBe(3)
    expect(spread({ first_token_ms: 1000, jitter: 0.2 }, 0)).toBe(3)
    expect(spread({ first_token_ms: 1000, distribution: 'normal' }, 0)).toBe(3)
  })
})

describe('chance', () => {
  const spreads: readonly [string, unknown][] = [
    ['uniform', { first_token_ms: 200, gap_ms: 20, jitter: 0.5, distribution: 'uniform' }],
    ['normal', { first_token_ms: 200, gap_ms: 20, jitter: 0.3, distribution: 'normal' }],
    ['lognormal', { first_token_ms: 200, gap_ms: 20, jitter: 0.5, distribution: 'lognormal' }],
  ]

  test.each(spreads)('%s: the same seed draws the same, another one does not', (_name, written) => {
    expect(drawn(written)).toEqual(drawn(written))
    expect(drawn(written)).not.toEqual(drawn(written, { seed: 2 }))
  })

  test.each(spreads)(
    '%s keeps the mean, so that a long answer has the speed that is said',
    (_name, written) => {
      const [, ...gaps] = drawn(written, { gaps: 20_000 })
      expect(mean(gaps)).toBeGreaterThan(20 * 0.985)
      expect(mean(gaps)).toBeLessThan(20 * 1.015)
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0)
    },
  )

  test.each([
    ['normal', 0.3],
    ['lognormal', 0.5],
  ])('%s: the jitter is the standard deviation', (distribution, jitter) => {
    const [, ...gaps] = drawn({ gap_ms: 20, jitter, distribution }, { gaps: 20_000 })
    const middle = mean(gaps)
    const deviation = Math.sqrt(mean(gaps.map((gap) => (gap - middle) ** 2))) / middle
    expect(deviation).toBeGreaterThan(jitter * 0.95)
    expect(deviation).toBeLessThan(jitter * 1.05)
  })

  test('percentiles come out as they are given', () => {
    const [, ...gaps] = drawn({ gap_ms: { p10: 50, p50: 300, p90: 800, p99: 2000 } }, { gaps: 40_000 })
    gaps.sort((a, b) => a - b)
    for (const [share, ms] of [
      [0.1, 50],
      [0.5, 300],
      [0.9, 800],
      [0.99, 2000],
    ] as const) {
      const seen = gaps[Math.floor(share * gaps.length)]!
      expect(seen).toBeGreaterThan(ms * 0.95)
      expect(seen).toBeLessThan(ms * 1.05)
    }
  })

  test('p0 and p100 are bounds, alone and beside others', () => {
    for (const spread of [
      { p0: 10, p100: 20 },
      { p0: 10, p50: 11, p90: 19, p100: 20 },
      { p50: 15, p100: 20 },
    ]) {
      const [, ...gaps] = drawn({ gap_ms: spread }, { gaps: 5000 })
      expect(Math.max(...gaps)).toBeLessThanOrEqual(20)
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual('p0' in spread ? 10 : 0)
    }
  })

  test('whatever is written: times are finite and never fall', () => {
    const ms = fc.double({ min: 0, max: 1e6, noNaN: true })
    const percentiles = fc
      .tuple(
        fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 5 }),
        fc.array(ms, { minLength: 5, maxLength: 5 }),
      )
      .map(([percents, values]) => {
        const rising = values.toSorted((a, b) => a - b)
        return Object.fromEntries(percents.toSorted((a, b) => a - b).map((p, i) => [`p${p}`, rising[i]!]))
      })
    const duration = fc.oneof(ms, percentiles)
    const figures = fc.record(
      {
        first_token_ms: duration,
        gap_ms: duration,
        jitter: fc.double({ min: 0, max: 1, noNaN: true }),
        distribution: fc.constantFrom('uniform', 'normal', 'lognormal'),
        prompt_ms_per_1000_tokens: ms,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(figures, fc.nat(), (written, seed) => {
        for (const step of drawn(written, { seed, gaps: 20, prompt: 10 })) {
          expect(step).toBeGreaterThanOrEqual(0)
          expect(step).toBeLessThan(Infinity)
        }
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
