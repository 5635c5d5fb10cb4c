import { expect, test } from 'vitest'
import { normalAt } from '../../../src/provider/timing/normal.ts'

// From tables of the standard normal distribution.
test.each([
  [0.5, 0],
  [0.9, 1.2815515655],
  [0.975, 1.9599639845],
  [0.99, 2.326347874],
  [0.999, 3.0902323062],
  [0.1, -1.2815515655],
  [0.01, -2.326347874],
  [0.02425, -1.9729610537],
])('%d of all values lie below %d', (chance, value) => {
  expect(normalAt(chance)).toBeCloseTo(value, 6)
})

test('certainty is finite', () => {
  expect(normalAt(0)).toBeLessThan(-7)
  expect(normalAt(1)).toBeGreaterThan(7)
  expect(Number.isFinite(normalAt(0) + normalAt(1))).toBe(true)
})
