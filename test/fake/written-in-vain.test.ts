import { expect, test } from 'vitest'
import { checkPattern } from '../../src/fake/pattern/checked-pattern.ts'
import { writePattern } from '../../src/fake/pattern/write.ts'
import { within } from '../../src/fake/work.ts'
import { createRandom } from '../../src/random/random.ts'

/** Patterns that contradict each other, written and tested again and again at no charge, held up others for a second. */
test.each([
  ['nearly nothing where the first text fits', '^[a-z]{3}$', 0, 2],
  ['a step for each text where none does', '^a(?=b)c$', 40, 400],
])('writing a text for a pattern costs %s', (_what, source, least, most) => {
  const pattern = checkPattern(source, '')
  const steps = { left: 1000 }
  const text = within(steps, () => writePattern(pattern, 0, 10, createRandom(1)))
  expect(text === undefined).toBe(least > 0)
  expect(1000 - steps.left).toBeGreaterThanOrEqual(least)
  expect(1000 - steps.left).toBeLessThan(most)
})
