import { describe, expect, test } from 'vitest'
import { grownBy, MEMORY_KINDS } from './memory.ts'

/* `npm run score:memory` asks for 10,000 of each. */
describe('nothing is kept for each', () => {
  test.each(MEMORY_KINDS)(
    'of many %s',
    async (kind) => {
      expect(await grownBy(kind, 500, 1_500)).toBeLessThan(4)
    },
    120_000,
  )
})
