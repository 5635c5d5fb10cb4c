import { expect, test } from 'vitest'
import { quietMoment } from '../../src/start/quiet-moment.ts'

test.each([
  ['nothing stirs', ['a', 'a'], 2],
  ['somebody asks, and then nobody', ['a', 'b', 'b'], 3],
  ['a stream goes on', ['a', undefined, undefined, 'a', 'a'], 5],
])('a quiet moment: %s', async (_, states, looks) => {
  let asked = 0
  await quietMoment(async () => states[asked++])
  expect(asked).toBe(looks)
})
