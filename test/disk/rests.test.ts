import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Difference } from '../../src/disk/scan/differences.ts'
import { QUIET, Rests } from '../../src/disk/scan/quiet-period.ts'

const change = (name: string, changedAt: number): Difference => ({
  name,
  kind: 'file',
  key: `file ${name} ${changedAt}`,
  changedAt,
})

test('changes that were made close together are no slow burst, however late they are seen', async () => {
  const rests = new Rests()
  const at = Date.now() - 1000
  const first = change('a', at)
  rests.see([first])
  await pause(150)
  const both = [first, change('b', at + 5)]
  rests.see(both)
  expect(rests.left(both, new Set())).toBeLessThanOrEqual(QUIET)
  rests.stop()
})

test('the next change of a slow burst is waited for', async () => {
  const rests = new Rests()
  const first = change('a', Date.now())
  rests.see([first])
  await pause(100)
  const both = [first, change('b', Date.now())]
  rests.see(both)
  expect(rests.left(both, new Set())).toBeGreaterThan(QUIET)
  rests.stop()
})
