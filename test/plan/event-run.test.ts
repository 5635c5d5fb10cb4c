import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkOf } from '../../src/fasthttp/chunk.ts'
import { CompactTimes, EventParts, EventRun } from '../../src/plan/event-run.ts'
import { RunSlice } from '../../src/plan/piece.ts'
import { partsOf } from '../../src/plan/plan.ts'
import type { Plan, PlanPart } from '../../src/plan/plan.ts'
import { ask, says } from './ask.ts'
import { bodyOf } from './render.ts'
import { testEmulator } from '../support/start-service.ts'

/** The plan of a stream of so many words. */
function planOf(words: number, timing: unknown, rest: object = {}): Plan {
  const reply = { text: 'word '.repeat(words).trim() }
  const emulator = testEmulator({ scenarios: { scenarios: [{ reply, timing, ...rest }] } })
  return ask(emulator, says('x', { stream: true })).plan
}

const runsOf = (plan: Plan) => partsOf(plan).filter(isRun)
const isRun = (part: PlanPart): part is EventRun => part.kind === 'run'

/** Any frame, parts, numbers and times. */
const runs = fc
  .record({
    before: fc.string({ maxLength: 30 }),
    middle: fc.string({ maxLength: 30 }),
    after: fc.string({ maxLength: 30 }),
    events: fc.array(
      fc.record({
        text: fc.string({ unit: 'grapheme', maxLength: 20 }),
        number: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 300 }), fc.nat({ max: 1e9 })),
        gap: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 9000, noNaN: true })),
      }),
      { minLength: 1, maxLength: 700 },
    ),
  })
  .map(({ before, middle, after, events }) => {
    let at = 0
    const times = events.map(({ gap }) => (at += gap))
    const frame = { before, middle, between: ',"i":', after }
    const texts = events.map(({ text }) => text)
    const numbers = events.map(({ number }) => number)
    const run = () => new EventRun(frame, new EventParts(texts), numbers, times)
    const written = events.map(
      ({ text, number }, index) => `${before}${text}${middle}${number},"i":${index}${after}`,
    )
    return { run, times, written }
  })

describe('a run of events', () => {
  test('has the bytes and chunks of each event, packed or not, and none before its time', () => {
    fc.assert(
      fc.property(runs, fc.nat(), fc.nat(), ({ run, times, written }, a, b) => {
        const [plain, packed] = [run(), run()]
        packed.compact()
        const [from, to] = [a % written.length, b % (written.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ]
        const chunks = written.slice(from, to).map(chunkOf).join('')
        for (const it of [plain, packed]) {
          const slice = new RunSlice(it, from, to)
          expect(slice.text()).toBe(written.slice(from, to).join(''))
          expect(slice.each()).toEqual(written.slice(from, to))
          expect(slice.chunks()).toBe(chunks)
        }
        for (const [index, time] of times.entries()) {
          expect(plain.at(index)).toBe(time)
          expect(packed.at(index)).toBeGreaterThanOrEqual(time - 1e-6)
          expect(packed.at(index)).toBeLessThanOrEqual(time + 0.126)
        }
      }),
      { seed: 4, numRuns: 60 },
    )
  })

  test('is cut into writes of bounded size, of at least one event each', () => {
    const texts = Array.from({ length: 50 }, (_, index) => 'x'.repeat(index * 20))
    const frame = { before: '<', middle: '', between: '', after: '>' }
    const run = new EventRun(frame, new EventParts(texts), 0, 0)
    for (let from = 0; from < 50;) {
      const count = run.fitting(from, 50, 2000)
      expect(count).toBeGreaterThanOrEqual(1)
      if (count > 1) expect(run.texts(from, from + count).length).toBeLessThanOrEqual(2000)
      from += count
    }
  })
})

describe('the plan of a stream', () => {
  test('keeps its chunks as one run, with an object for the last two alone', () => {
    const plan = planOf(700, 'instant')
    expect(runsOf(plan).map(({ length }) => length)).toEqual([701])
    expect(partsOf(plan).map(({ kind }) => kind)).toEqual(['head', 'run', 'body', 'body', 'end'])
    expect(plan.events).toHaveLength(705)
  })

  test.each([
    ['with a fault of the connection', { faults: ['duplicate:after=9', 'drop_frame:after=300'] }],
    ['with a fault of the deployment', { faults: ['upstream_stall:after=3,for=10'] }],
  ])('%s is the same, event by event', (_what, rest) => {
    const texts = (plan: Plan) =>
      plan.events.flatMap((event) => (event.kind === 'body' ? [Buffer.from(bodyOf(event)).toString()] : []))
    const [plain, faulty] = [texts(planOf(700, 'instant')), texts(planOf(700, 'instant', rest))]
    const known = new Set(plain.map(withoutLatency))
    expect(runsOf(planOf(700, 'instant', rest))).toEqual([])
    expect(faulty.length).toBeGreaterThan(700)
    for (const text of faulty) expect(known).toContain(withoutLatency(text))
  })
})

function withoutLatency(text: string): string {
  return text.replace(/"latency":\d+/, '"latency":0')
}

test.each([3, 9000])(
  'compact times rise as those given do, and are read in any order: gaps up to %i ms',
  (max) => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max, noNaN: true })), {
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
  },
)
