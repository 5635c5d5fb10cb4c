import { expect, test } from 'vitest'
import type { Difference } from '../../src/disk/scan/differences.ts'
import { QUIET, QuietPeriods } from '../../src/disk/scan/quiet-period.ts'

const NONE: ReadonlySet<string> = new Set()
const NOTHING = { cut: NONE, moved: NONE, aside: NONE }

const change = (name: string, changedAt: number): Difference => ({
  name,
  kind: 'file',
  key: `file ${name} ${changedAt}`,
  changedAt,
})

/** A clock that a test sets; the files go by the same one. */
function quietPeriods() {
  const clock = { ms: 0, date: 0, pause: async () => {}, stop: () => {} }
  const at = (ms: number) => Object.assign(clock, { ms, date: ms })
  return { quiet: new QuietPeriods(clock), at }
}

test('changes that were made close together are no slow burst, however late they are seen', () => {
  const { quiet, at } = quietPeriods()
  const both = [change('a', 0), change('b', 5)]
  at(1000)
  quiet.see([both[0]!], NONE)
  at(1150)
  quiet.see(both, NONE)
  expect(quiet.left(both, NOTHING)).toBeLessThanOrEqual(QUIET)
})

test('the next change of a slow burst is waited for', () => {
  const { quiet, at } = quietPeriods()
  const both = [change('a', 0), change('b', 100)]
  quiet.see([both[0]!], NONE)
  at(100)
  quiet.see(both, NONE)
  expect(quiet.left(both, NOTHING)).toBe(300)
})

test('a file that is saved again is no slow burst, unless it was not whole', () => {
  const saves = [change('a', 0), change('a', 100)]
  for (const [unfinished, left] of [
    [NONE, QUIET],
    [new Set(['a']), 300],
  ] as const) {
    const { quiet, at } = quietPeriods()
    quiet.see([saves[0]!], unfinished)
    at(100)
    quiet.see([saves[1]!], unfinished)
    expect(quiet.left([saves[1]!], NOTHING)).toBe(left)
  }
})
