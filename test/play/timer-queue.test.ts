import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TimerQueue } from '../../src/play/timer-queue.ts'
import type { Waiting } from '../../src/play/timer-queue.ts'

type Step =
  | { readonly kind: 'add' | 'take'; readonly at: number }
  | { readonly kind: 'cancel'; readonly which: number }

/** The same, but slow and plain. */
class PlainQueue {
  timers: { due: number; number: number }[] = []

  take(now: number): number | undefined {
    const [first] = this.timers.toSorted((a, b) => a.due - b.due || a.number - b.number)
    if (first === undefined || first.due > now) return undefined
    this.timers = this.timers.filter((it) => it !== first)
    return first.number
  }
}

test('whoever is due first comes first; equals in the order in which they came; cancelled ones never', () => {
  const at = fc.nat({ max: 30 })
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), at }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat() }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new TimerQueue()
      const plain = new PlainQueue()
      const added: Waiting[] = []
      for (const it of steps) {
        if (it.kind === 'add') {
          plain.timers.push({ due: it.at, number: added.length })
          added.push(queue.add(it.at, () => {}, ''))
        } else if (it.kind === 'cancel') {
          const number = added.length === 0 ? 0 : it.which % added.length
          plain.timers = plain.timers.filter((timer) => timer.number !== number)
          if (added[number] !== undefined) queue.cancel(added[number])
        } else {
          expect(queue.take(it.at)?.number).toBe(plain.take(it.at))
        }
        expect(queue.size).toBe(plain.timers.length)
        expect(queue.next).toBe(Math.min(...plain.timers.map(({ due }) => due)))
      }
      const rest = plain.timers.toSorted((a, b) => a.due - b.due || a.number - b.number)
      expect(queue.list().map(({ number }) => number)).toEqual(rest.map(({ number }) => number))
    }),
    { seed: 8, numRuns: 300 },
  )
})
