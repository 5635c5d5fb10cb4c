import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../../src/random/random.ts'
import type { FaultOrder } from '../../../src/faults/fault-order.ts'
import { faultTable } from '../../../src/faults/fault-table.ts'
import type { FaultEntry, FaultOption } from '../../../src/faults/fault-table.ts'
import { applyFaults } from '../../../src/plan/faults/apply-faults.ts'
import { checkPlan } from '../../../src/plan/plan.ts'
import type { Plan } from '../../../src/plan/plan.ts'
import { bodyOf } from '../render.ts'
import { after, bodyText, jsonOf, ordersOf, streamOf, told } from './support.ts'

const frame = fc
  .oneof(fc.json({ maxDepth: 1 }), fc.constant('[DONE]'), fc.string({ unit: 'grapheme', maxLength: 20 }))
  .map((text) => `data: ${text.replaceAll(/[\r\n]/g, ' ')}\n\n`)
const plan = fc.oneof(
  fc.array(frame, { maxLength: 8 }).map(streamOf),
  fc.json({ maxDepth: 2 }).map(jsonOf),
  fc.constant<Plan>({ events: [{ at: 3, kind: 'reset' }], notes: [] }),
)

function optionValue(option: FaultOption): fc.Arbitrary<string | number> {
  if (option.kind === 'text') return fc.string({ maxLength: 12 })
  if (option.kind === 'word') return fc.constantFrom(...option.words)
  const max = Math.min(option.max ?? 50, option.max === 1 ? 1 : 50)
  if (option.min >= 200) return fc.integer({ min: 200, max: 599 })
  return option.whole === true
    ? fc.integer({ min: Math.max(option.min, -20), max })
    : fc.double({ min: Math.max(option.min, 0), max, noNaN: true })
}

function orderOf(entry: FaultEntry): fc.Arbitrary<FaultOrder> {
  const each = Object.fromEntries(
    Object.entries(entry.options).map(([key, option]) => [key, optionValue(option)]),
  )
  return fc
    .record(each, { requiredKeys: entry.bare === undefined ? [] : [entry.bare] })
    .map((options) => ({ name: entry.name, options: options as FaultOrder['options'] }))
}

const wire = faultTable().filter(({ side }) => side === 'wire')
const orders = fc.array(fc.oneof(...wire.map(orderOf)), { minLength: 1, maxLength: 5 })

test('a plan stays a plan after any faults, and says what each did', () => {
  fc.assert(
    fc.property(plan, orders, fc.nat(), (before, list, seed) => {
      const changed = applyFaults(before, list, createRandom(seed))
      checkPlan(changed)
      expect(changed.notes).toHaveLength(list.length)
      expect(applyFaults(before, list, createRandom(seed))).toEqual(changed)
    }),
    { numRuns: 1000, seed: 1 },
  )
})

const keepsLength = wire.filter(({ name }) => name !== 'wrong_length').map(orderOf)

test('a body that ends well is as long as its Content-Length says', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 2 }).map(jsonOf), fc.array(fc.oneof(...keepsLength)), (before, list) => {
      const { events } = applyFaults(before, list, createRandom(1))
      const [head] = events
      if (head?.kind !== 'head' || events.at(-1)?.kind !== 'end') return
      const sent = events.reduce((sum, event) => sum + (event.kind === 'body' ? bodyOf(event).length : 0), 0)
      const lengths = head.headers.filter(([name]) => name.toLowerCase() === 'content-length')
      expect(lengths.map(([, value]) => value)).toEqual(head.framing === 'length' ? [String(sent)] : [])
    }),
    { numRuns: 500, seed: 2 },
  )
})

test('slicing, dripping and merging change when bytes leave, never which', () => {
  const same = wire.filter(({ name }) => ['slice', 'drip', 'merge', 'delay', 'stall'].includes(name))
  fc.assert(
    fc.property(plan, fc.array(fc.oneof(...same.map(orderOf))), (before, list) => {
      expect(bodyText(applyFaults(before, list, createRandom(1)))).toBe(bodyText(before))
    }),
    { numRuns: 300, seed: 3 },
  )
})

test('what an earlier fault did stands when a later one comes', () => {
  const stream = streamOf(['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n'])
  expect(told(after(stream, 'slice:bytes=6; cut:after=1; delay:ms=5'))).toEqual([
    '15 200',
    '15 "data: "',
    '15 "1\\n\\n"',
    '15 cut',
  ])
  expect(bodyText(after(stream, 'heartbeat; cut:after=2'))).toBe(': ping\n\ndata: 1\n\n: ping\n\ndata: 2\n\n')
  expect(told(after(stream, 'merge:frames=2;cut:after=1'))).toEqual([
    '10 200',
    '20 "data: 1\\n\\n"',
    '20 cut',
  ])
})

test('frames that are not reached are never made', () => {
  let made = 0
  const stream = streamOf(['data: 1\n\n', 'data: 2\n\n'])
  const counted: Plan = {
    ...stream,
    events: stream.events.map((event) =>
      event.kind === 'body' ? { ...event, data: () => (made++, 'data: x\n\n') } : event,
    ),
  }
  applyFaults(counted, ordersOf('delay;status;content_type'), createRandom(1))
  expect(made).toBe(0)
  applyFaults(counted, ordersOf('cut:after=1'), createRandom(1))
  expect(made).toBe(1)
})
