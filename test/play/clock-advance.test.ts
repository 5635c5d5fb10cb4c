import { expect, test } from 'vitest'
import { ManualClock } from '../../src/play/manual-clock.ts'

test('everybody is called at their own time, in order, also those who come in between', async () => {
  const clock = new ManualClock(1000)
  const seen: string[] = []
  const note = (what: string) => () => void seen.push(`${what} ${clock.now()}`)
  clock.at(30, note('c'))
  clock.at(10, () => {
    note('a')()
    clock.at(20, note('b'))
    clock.at(10, note('at once'))
  })
  clock.at(41, note('late'))
  const cancel = clock.at(15, note('cancelled'))
  cancel()
  await clock.advance(40)
  expect(seen).toEqual(['a 10', 'at once 10', 'b 20', 'c 30'])
  expect(clock.now()).toBe(40)
  expect(clock.date()).toBe(1040)
  expect(clock.waiting).toBe(1)
})

test('nothing moves by itself, and what is due at once needs no advance', async () => {
  const clock = new ManualClock(0)
  const seen: string[] = []
  clock.at(1, () => seen.push('later'))
  clock.at(0, () => seen.push('now'))
  const cancel = clock.at(0, () => seen.push('cancelled'))
  cancel()
  await clock.advance(0)
  expect(seen).toEqual(['now'])
})

test('two advances at the same time add up', async () => {
  const clock = new ManualClock(0)
  const seen: number[] = []
  for (const due of [5, 10, 15]) clock.at(due, () => seen.push(clock.now()))
  await Promise.all([clock.advance(10), clock.advance(10)])
  expect(seen).toEqual([5, 10, 15])
  expect(clock.now()).toBe(20)
})
