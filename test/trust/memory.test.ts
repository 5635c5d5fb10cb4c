import { describe, expect, test } from 'vitest'
import { grownBy } from './memory.ts'

/* `npm run score:memory` asks for 10,000 of these, and of whatever else may come in any number. */
describe('nothing is kept for each', () => {
  test.each(['schemas', 'patterns', 'tools', 'headers'])(
    'of many %s',
    async (kind) => {
      expect(await grownBy(kind, 500, 1_500)).toBeLessThan(4)
    },
    120_000,
  )
})
