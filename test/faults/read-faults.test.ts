import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultText } from '../../src/faults/fault-order.ts'
import { faultProblemText, readFaults } from '../../src/faults/read-faults.ts'

test.each<[unknown, [string, object][]]>([
  ['cut', [['cut', {}]]],
  ['cut:after=3', [['cut', { after: 3 }]]],
  [
    ' delay : ms = 1.5 ; cut:fraction=0.25,chance=1; ',
    [
      ['delay', { ms: 1.5 }],
      ['cut', { fraction: 0.25, chance: 1 }],
    ],
  ],
  ['error_event:message="a; b, \\"c\\"",code=7', [['error_event', { message: 'a; b, "c"', code: '7' }]]],
  [
    'slice:bytes=100, cut:after=3,chance=1, heartbeat',
    [
      ['slice', { bytes: 100 }],
      ['cut', { after: 3, chance: 1 }],
      ['heartbeat', {}],
    ],
  ],
  ['stall:after=1,for=2s', [['stall', { after: 1, for: 2000 }]]],
  [
    'delay:ms=1.5m, heartbeat:ms=250ms',
    [
      ['delay', { ms: 90_000 }],
      ['heartbeat', { ms: 250 }],
    ],
  ],
  [{ stall: { for: '0.5h' } }, [['stall', { for: 1_800_000 }]]],
  ['wrong_length:by=-3', [['wrong_length', { by: -3 }]]],
  [{ cut: { after: 3 } }, [['cut', { after: 3 }]]],
  [{ cut: null }, [['cut', {}]]],
  [
    ['no_done', { stall: { after: 1, for: 5 } }, 'reset:ms=4'],
    [
      ['no_done', {}],
      ['stall', { after: 1, for: 5 }],
      ['reset', { ms: 4 }],
    ],
  ],
])('%j', (written, expected) => {
  expect(readFaults(written)).toEqual({ faults: expected.map(([name, options]) => ({ name, options })) })
})

test.each<[unknown, string]>([
  ['cuts', 'there is no fault "cuts"; did you mean cut? known: delay, stall, cut'],
  ['', 'no fault is named'],
  [7, 'faults are written cut:after=3 or { cut: { after: 3 } }'],
  ['cut:aftr=3', 'cut has no option "aftr"; did you mean after? known: after, chars'],
  ['cut:after=-1', 'cut: after must be a whole number of at least 0, got "-1"'],
  ['cut:fraction=2', 'cut: fraction must be a number from 0 to 1, got "2"'],
  ['cut:after=1.5', 'cut: after must be a whole number of at least 0, got "1.5"'],
  ['cut:after=', 'cut: after must be a whole number of at least 0, got ""'],
  ['cut:after', 'cut: "after" is no option; faults are written'],
  ['cut:after=1,ms=2', 'cut takes only one of after, ms'],
  ['cut:in=tool_arguments,after=2', 'cut: in goes with chars or fraction only'],
  ['slice:bytes=7,bytes=8', 'slice: bytes is given twice'],
  ['delay:ms=99999999999', 'delay: ms must be at most 86400000, got "99999999999"'],
  ['delay:ms=100h', 'delay: ms must be at most 86400000, got "100h"'],
  ['stall:for=2 days', 'stall: for must be milliseconds from 0, or a time such as 2s, got "2 days"'],
  ['cut:after=2s', 'cut: after must be a whole number of at least 0, got "2s"'],
  ['heartbeats,cut', 'there is no fault "heartbeats"; did you mean heartbeat?'],
  ['cut:in=body', 'cut: in must be tool_arguments, got "body"'],
  ['status:code=99', 'status: code must be a whole number from 200 to 599, got "99"'],
  ['error_event:message="a', 'error_event: the quotes in message="a do not match'],
  [{ cut: 3 }, 'cut takes a map of options'],
  [{ cut: { constructor: 1 } }, 'cut has no option "constructor"'],
  ['cut:__proto__=1', 'cut has no option "__proto__"'],
  ['cuts; delay:ms=x', 'known: delay'],
])('%j is refused', (written, words) => {
  const read = readFaults(written)
  expect(faultProblemText('problems' in read ? read.problems : [])).toContain(words)
})

test('two mistakes give two problems', () => {
  expect(readFaults('cuts; delay:ms=x')).toMatchObject({ problems: [{}, { option: 'ms' }] })
})

test('what an order says can be read again', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat({ max: 1000 }), (message, after) => {
      const order = { name: 'error_event', options: { after, message } }
      fc.pre(message === message.trim() || /[,;"]/.test(message))
      expect(readFaults(faultText(order))).toEqual({ faults: [order] })
    }),
    { seed: 4 },
  )
})
