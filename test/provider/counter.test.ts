import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Counter } from '../../src/deployment/counter.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']

const counted = fc.record({
  kind: fc.constantFrom('add', 'add', 'add', 'delete', 'clear', 'restore'),
  name: fc.constantFrom(...NAMES),
  count: fc.integer({ min: 1, max: 3 }),
  place: fc.option(fc.nat(20), { nil: undefined }),
})

test('a counter counts by name, whatever places the names have', () => {
  let found = 0
  fc.assert(
    fc.property(fc.array(counted, { maxLength: 60 }), (steps) => {
      const counter = new Counter()
      const wanted = new Map<string, number>()
      for (const { kind, name, count, place } of steps) {
        if (kind === 'add') {
          wanted.set(name, (wanted.get(name) ?? 0) + count)
          if (place !== undefined) found++
          expect(counter.add(name, count, place)).toBe(wanted.get(name))
        } else if (kind === 'delete') {
          wanted.delete(name)
          counter.delete(name)
        } else if (kind === 'clear') {
          wanted.clear()
          counter.clear()
        } else counter.restore(new Map(wanted))
      }
      for (const name of NAMES) expect(counter.of(name)).toBe(wanted.get(name) ?? 0)
      expect(counter.all()).toEqual(wanted)
    }),
    { seed: 7, numRuns: 2000 },
  )
  expect(found).toBeGreaterThan(1000)
})
