import { describe, expect, test } from 'vitest'
import { grownBy } from './memory.ts'

/* `npm run score:memory` asks for 10,000 of these, and of whatever else may come in any number. */
describe('nothing is kept for each', () => {
  test.each(['schemas', 'patterns', 'tools', 'headers'])(
    'of many %s',
    async (kind) => {
      expect((await grownBy(kind, 500, 1_500)).more).toBeLessThan(4)
    },
    120_000,
  )

  test('of long requests, each of a kind of its own', async () => {
    const { first, more } = await grownBy('long members under other heads', 40, 160)
    expect(first).toBeLessThan(64)
    expect(more).toBeLessThan(16)
  }, 120_000)
})
