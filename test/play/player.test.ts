import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WireEvent } from '../../src/plan/plan.ts'
import { play } from '../../src/play/player.ts'
import type { Played } from '../../src/play/player.ts'
import { TestClock } from './test-clock.ts'
import { RecordingSink } from './recording-sink.ts'

const head = (at: number): WireEvent => ({ at, kind: 'head', status: 200, headers: [], framing: 'chunked' })
const body = (at: number, data: string): WireEvent => ({ at, kind: 'body', data })
const ending = (at: number, kind: 'end' | 'cut' | 'reset' | 'hang'): WireEvent => ({ at, kind })

/** A plan on the way; `done` holds every report of its end. */
function start(events: readonly WireEvent[], speed = 1, clock = new TestClock(1000)) {
  const sink = new RecordingSink(clock)
  const done: Played[] = []
  const player = play({ events, notes: [] }, sink, clock, speed, (played) => done.push({ ...played }))
  return { clock, sink, done, player }
}

const three = [head(100), body(100, 'a'), body(250, 'b'), body(400, 'c'), ending(400, 'end')]

describe('due times', () => {
  test('each event leaves at its own time, counted from the start', () => {
    const { clock, sink, done } = start(three)
    expect([sink.calls, clock.next]).toEqual([[], 1100])
    clock.moveTo(9999)
    expect(sink.calls).toEqual([
      { at: 1100, what: 'head 200' },
      { at: 1100, what: 'a' },
      { at: 1250, what: 'b' },
      { at: 1400, what: 'c|end' },
    ])
    expect(done).toEqual([{ frames: 3, ended: 'end' }])
  })

  test('lateness of one event does not move the next', () => {
    const { clock, sink } = start(three)
    clock.moveLate(40)
    expect(sink.calls.at(-1)).toEqual({ at: 1140, what: 'a' })
    expect(clock.next).toBe(1250)
    clock.moveLate(100)
    // At 1350 the third one is still to come at its own time.
    expect([sink.calls.at(-1), clock.next]).toEqual([{ at: 1350, what: 'b' }, 1400])
  })

  test('what is overdue together leaves in one write, in order', () => {
    const { clock, sink } = start(three)
    clock.moveLate(1000)
    expect(sink.calls).toEqual([
      { at: 2100, what: 'head 200' },
      { at: 2100, what: 'a|b|c|end' },
    ])
  })

  test.each([
    [1, [100, 250, 400]],
    [10, [10, 25, 40]],
    [0.5, [200, 500, 800]],
  ])('speed %d divides them', (speed, times) => {
    const { clock, sink } = start(three, speed, new TestClock())
    clock.moveTo(9999)
    expect(sink.calls.slice(1).map(({ at }) => at)).toEqual(times)
  })

  test('speed 0 never waits', () => {
    const { clock, sink, done } = start(three, 0)
    expect([clock.waiting, sink.calls.map(({ what }) => what)]).toEqual([0, ['head 200', 'a|b|c|end']])
    expect(done).toHaveLength(1)
  })

  test('an event at 0 leaves at once, without a turn of the clock', () => {
    const { clock, sink } = start([head(0), body(0, 'a'), ending(0, 'end')])
    expect([clock.waiting, sink.calls.at(-1)?.what]).toEqual([0, 'a|end'])
  })

  test('bytes that are made late are made when they leave', () => {
    const made: number[] = []
    const clock = new TestClock()
    const lazy = (at: number): WireEvent => ({ at, kind: 'body', data: () => (made.push(at), `${at}`) })
    start([head(0), lazy(10), lazy(20), ending(20, 'end')], 1, clock)
    clock.moveTo(15)
    expect(made).toEqual([10])
  })
})

describe('endings', () => {
  test.each(['cut', 'reset', 'hang'] as const)('%s comes after what was written, and by itself', (kind) => {
    const { clock, sink, done } = start([head(0), body(0, 'a'), ending(0, kind)])
    clock.moveTo(1)
    expect(sink.calls.map(({ what }) => what)).toEqual(['head 200', 'a', kind])
    expect(done).toEqual([{ frames: 1, ended: kind }])
  })

  test('no answer at all', () => {
    const { clock, sink, done } = start([ending(30, 'reset')])
    clock.moveTo(1030)
    expect([sink.calls, done]).toEqual([[{ at: 1030, what: 'reset' }], [{ frames: 0, ended: 'reset' }]])
  })
})

describe('a receiver that is slow or leaves', () => {
  test('nothing more is written before it has read', () => {
    const { clock, sink } = start(three)
    sink.slow = true
    clock.moveTo(1100)
    expect(sink.stalled).toBe(true)
    clock.moveTo(5000)
    expect(sink.calls.map(({ what }) => what)).toEqual(['head 200', 'a'])
    sink.slow = false
    sink.drain()
    expect(sink.calls.at(-1)).toEqual({ at: 5000, what: 'b|c|end' })
  })

  test('stop: no byte and no timer more, and one report', () => {
    const { clock, sink, done, player } = start(three)
    clock.moveTo(1100)
    player.stop()
    player.stop()
    clock.moveTo(9999)
    const left = { after: 1, atMs: 100 }
    expect([sink.sent, clock.waiting, done]).toEqual(['a', 0, [{ frames: 1, ended: 'client-left', left }]])
  })

  test('stop while it waits for the receiver', () => {
    const { clock, sink, done, player } = start(three)
    sink.slow = true
    clock.moveTo(1100)
    player.stop()
    sink.drain()
    const left = { after: 0, atMs: 100 }
    expect([sink.sent, done]).toEqual(['a', [{ frames: 1, ended: 'client-left', left }]])
  })

  test('stop after the end changes nothing', () => {
    const { clock, done, player } = start(three)
    clock.moveTo(9999)
    player.stop()
    expect([done, player.played.ended]).toEqual([[{ frames: 3, ended: 'end' }], 'end'])
  })
})

test('whatever the speed, the lateness and the receiver: the same pieces in the same order, none before its time', () => {
  const gaps = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 150 })
  const lateness = fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 5 })
  const speeds = fc.constantFrom(0, 0.5, 1, 3, 10)
  fc.assert(
    fc.property(gaps, lateness, speeds, fc.boolean(), (steps, late, speed, slow) => {
      let at = 0
      const bodies = steps.map((gap, index) => body((at += gap), `p${index}`))
      const { clock, sink, done } = start([head(0), ...bodies, ending(at, 'cut')], speed)
      sink.slow = slow
      for (let round = 0; done.length === 0 && round < 2000; round++) {
        if (sink.stalled) sink.drain()
        else clock.moveLate(late[round % late.length]!)
      }
      expect(sink.sent).toBe([...bodies.map((_, index) => `p${index}`), 'cut'].join(' '))
      expect(done).toEqual([{ frames: bodies.length, ended: 'cut' }])
      if (speed === 0) return
      for (const { at: left, what } of sink.calls.slice(1)) {
        const first = /^p(\d+)/.exec(what)?.[1]
        if (first !== undefined) expect(left).toBeGreaterThanOrEqual(1000 + bodies[Number(first)]!.at / speed)
      }
    }),
    { seed: 44, numRuns: 200 },
  )
})
