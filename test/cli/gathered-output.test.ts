import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gatheredOutputs } from '../../src/cli/output/gathered-output.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setImmediate', 'setTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

function recorded() {
  const writes: string[] = []
  const to = (name: string) => ({ write: (text: string) => writes.push(`${name}: ${text}`) })
  return { writes, ...gatheredOutputs(to('out'), to('err')) }
}

test('what is said after a pause leaves at the end of its turn', () => {
  const { writes, out } = recorded()
  for (const line of ['a\n', 'b\n']) out.write(line)
  expect(writes).toEqual([])
  vi.advanceTimersByTime(0)
  expect(writes).toEqual(['out: a\nb\n'])
})

test('what follows is gathered for 10 ms', () => {
  const { writes, out } = recorded()
  out.write('a\n')
  vi.advanceTimersByTime(1)
  for (const line of ['b\n', 'c\n', 'd\n']) {
    out.write(line)
    vi.advanceTimersByTime(3)
  }
  expect(writes).toEqual(['out: a\n'])
  vi.advanceTimersByTime(1)
  expect(writes).toEqual(['out: a\n', 'out: b\nc\nd\n'])
})

test('trouble does not overtake what was said before it', () => {
  const { writes, out, err } = recorded()
  out.write('a\n')
  err.write('trouble\n')
  out.write('b\n')
  vi.advanceTimersByTime(20)
  expect(writes).toEqual(['out: a\n', 'err: trouble\n', 'out: b\n'])
})

test('what is left when the process exits is written', () => {
  const before = new Set(process.listeners('exit'))
  const { writes, out } = recorded()
  out.write('last\n')
  const [flush] = process.listeners('exit').filter((it) => !before.has(it))
  flush!(0)
  expect(writes).toEqual(['out: last\n'])
})
