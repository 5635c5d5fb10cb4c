import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WireEvent } from '../../src/plan/plan.ts'
import { CompactTimes } from '../../src/play/compact-times.ts'
import { packedEvents } from '../../src/play/packed-events.ts'
import { ask, says } from '../plan/ask.ts'
import { bodyOf } from '../plan/render.ts'
import { testEmulator } from '../support/start-service.ts'

/** The plan of a stream of so many words. */
function planOf(words: number, timing: unknown, rest: object = {}): readonly WireEvent[] {
  const reply = { text: 'word '.repeat(words).trim() }
  const emulator = testEmulator({ scenarios: { scenarios: [{ reply, timing, ...rest }] } })
  return ask(emulator, says('x', { stream: true })).plan.events
}

function textOf(event: WireEvent | undefined): string {
  return event?.kind === 'body' ? Buffer.from(bodyOf(event)).toString() : (event?.kind ?? '')
}

describe('a packed plan', () => {
  test.each<[string, unknown, object]>([
    ['without time', 'instant', {}],
    ['at a steady pace', { first_token_ms: 100, gap_ms: 7, jitter: 0 }, {}],
    ['at any pace', { first_token_ms: 100, gap_ms: 7, jitter: 1 }, {}],
    [
      'with long gaps',
      { first_token_ms: 100, gaps_ms: [9000, ...Array.from({ length: 800 }, () => 0.3)] },
      {},
    ],
    [
      'with a frame doubled, one lost, two swapped',
      'instant',
      { faults: ['duplicate:after=9', 'drop_frame:after=300', 'swap:after=400'] },
    ],
    ['with writes cut in pieces', 'instant', { faults: ['slice:bytes=100'] }],
  ])('%s: the same bytes, none before its time', (_what, timing, rest) => {
    const events = planOf(700, timing, rest)
    const texts = events.map(textOf)
    const packed = packedEvents(events)
    expect(packed).not.toBe(events)
    for (const [index, event] of events.entries()) {
      const kept = packed.at(index)!
      expect(textOf(kept)).toBe(texts[index])
      expect(kept.at).toBeGreaterThanOrEqual(event.at - 1e-6)
      expect(kept.at).toBeLessThanOrEqual(event.at + 0.126)
      expect('apart' in kept).toBe('apart' in event)
    }
    expect(packed.at(events.length)).toBeUndefined()
    // What was read once can be read again, in any order.
    for (const index of [500, 3, events.length - 1, 0]) expect(textOf(packed.at(index))).toBe(texts[index])
  })

  test('of few events is the plan itself', () => {
    const events = planOf(5, 'instant')
    expect(packedEvents(events)).toBe(events)
  })

  test('keeps the bytes of the plan it came from', () => {
    const events = planOf(700, { first_token_ms: 5, gap_ms: 3, jitter: 0.5 })
    const texts = events.map(textOf)
    packedEvents(events)
    expect(events.map(textOf)).toEqual(texts)
  })
})

test('compact times rise as those given do, and are read in any order', () => {
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 9000, noNaN: true })), {
    minLength: 1,
    maxLength: 60,
  })
  fc.assert(
    fc.property(gaps, fc.array(fc.nat(), { maxLength: 20 }), (steps, reads) => {
      let at = 0
      const times = steps.map((gap) => (at += gap))
      const compact = new CompactTimes(times)
      const seen = times.map((_, index) => compact.at(index))
      expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      for (const read of reads) expect(compact.at(read % times.length)).toBe(seen[read % times.length])
      for (const [index, time] of times.entries()) expect(Math.abs(seen[index]! - time)).toBeLessThan(0.13)
    }),
    { seed: 9, numRuns: 300 },
  )
})
