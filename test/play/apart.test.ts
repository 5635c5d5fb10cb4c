import { expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.ts'
import { play } from '../../src/play/player.ts'
import type { Sink } from '../../src/play/sink.ts'

const head = { at: 0, kind: 'head', status: 200, headers: [], framing: 'length' } as const
const body = (data: string, apart?: true) => ({ at: 0, kind: 'body', data, ...(apart && { apart }) }) as const

/** Plays with a clock that calls back only when told, and tells what was done between the calls. */
function played(events: Plan['events'], at = 0): string[] {
  const seen: string[] = []
  let waiting: (() => void) | undefined
  const clock = {
    now: () => at,
    at: (_due: number, callback: () => void) => ((waiting = callback), () => {}),
  }
  const sink: Sink = {
    head: (_head, alone) => void seen.push(alone ? 'head alone' : 'head'),
    write: (pieces) => (seen.push(pieces.join('+')), true),
    drained: () => {},
    left: 0,
    flushed: (callback) => callback(true),
    finish: (ending, pieces = []) => void seen.push([...pieces, ending].join('+')),
  }
  play({ events, notes: [] }, sink, clock, 1, () => {})
  while (waiting !== undefined) {
    const next: () => void = waiting
    waiting = undefined
    seen.push('|')
    next()
  }
  return seen
}

test.each<[string, Plan['events'], string[]]>([
  ['neighbours leave together', [head, body('a'), body('b'), { at: 0, kind: 'end' }], ['head', 'a+b+end']],
  [
    'pieces that leave apart do not',
    [head, body('a'), body('b', true), body('c', true), body('d'), { at: 0, kind: 'end' }],
    ['head', 'a', 'b', '|', 'c', '|', 'd+end'],
  ],
  ['a head before a broken connection leaves at once', [head, { at: 0, kind: 'cut' }], ['head alone', 'cut']],
  ['a head before an empty body need not', [head, { at: 0, kind: 'end' }], ['head', 'end']],
])('%s', (_what, events, expected) => {
  expect(played(events)).toEqual(expected)
})
