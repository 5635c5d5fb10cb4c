import { describe, expect, test } from 'vitest'
import { faultTable } from '../../../src/faults/fault-table.ts'
import { WIRE_FAULTS } from '../../../src/plan/faults/wire-faults.ts'
import { after, bodyText, jsonOf, ordersOf, streamOf, told } from './support.ts'

const [A, B, C, DONE] = ['data: {"n":1}\n\n', 'data: {"n":2}\n\n', 'data: {"n":3}\n\n', 'data: [DONE]\n\n']
const stream = streamOf([A, B, C, DONE])
const pieces = (...frames: string[]) => frames.map((frame) => JSON.stringify(frame))

test('the table and the code name the same faults', () => {
  const named = faultTable().filter(({ side }) => side === 'wire')
  expect(Object.keys(WIRE_FAULTS).sort()).toEqual(named.map(({ name }) => name).sort())
})

test.each(faultTable().map((entry) => [entry.name, entry] as const))('the example of %s', (name, entry) => {
  const [order] = ordersOf(entry.example)
  expect(order?.name).toBe(name)
  expect(entry.about).toMatch(/^[A-Z].*\.$/)
  if (entry.side === 'wire') expect(after(stream, entry.example).notes[0]).toMatchObject({ hit: true })
})

describe('on a stream', () => {
  test.each<[string, string[]]>([
    [
      'delay:ms=100',
      [
        '110 200',
        `110 ${pieces(A)}`,
        `120 ${pieces(B)}`,
        `130 ${pieces(C)}`,
        `140 ${pieces(DONE)}`,
        '140 end',
      ],
    ],
    [
      'stall:after=2,for=500',
      ['10 200', `10 ${pieces(A)}`, `20 ${pieces(B)}`, `530 ${pieces(C)}`, `540 ${pieces(DONE)}`, '540 end'],
    ],
    ['cut:after=3', ['10 200', `10 ${pieces(A)}`, `20 ${pieces(B)}`, `30 ${pieces(C)}`, '30 cut']],
    ['cut:after=0', ['10 200', '10 cut']],
    [
      'cut:after=4',
      ['10 200', `10 ${pieces(A)}`, `20 ${pieces(B)}`, `30 ${pieces(C)}`, `40 ${pieces(DONE)}`, '40 cut'],
    ],
    ['cut:chars=20', ['10 200', `10 ${pieces(A)}`, `20 ${pieces(B.slice(0, 20 - A.length))}`, '20 cut']],
    ['cut:ms=25', ['10 200', `10 ${pieces(A)}`, `20 ${pieces(B)}`, '25 cut']],
    ['cut:ms=3', ['3 cut']],
    ['reset:after=1', ['10 200', `10 ${pieces(A)}`, '10 reset']],
    ['hang:fraction=0', ['10 200', '10 hang']],
    ['no_done', ['10 200', `10 ${pieces(A)}`, `20 ${pieces(B)}`, `30 ${pieces(C)}`, '40 end']],
    [
      'garble:after=0',
      [
        '10 200',
        `10 ${pieces('data: {"n"\n\n')}`,
        `20 ${pieces(B)}`,
        `30 ${pieces(C)}`,
        `40 ${pieces(DONE)}`,
        '40 end',
      ],
    ],
    [
      'garble:after=2,text=oops',
      [
        '10 200',
        `10 ${pieces(A)}`,
        `20 ${pieces(B)}`,
        `30 ${pieces('data: oops\n\n')}`,
        `40 ${pieces(DONE)}`,
        '40 end',
      ],
    ],
    [
      'duplicate:after=1',
      [
        '10 200',
        `10 ${pieces(A)}`,
        `20 ${pieces(B)}`,
        `20 ${pieces(B)}`,
        `30 ${pieces(C)}`,
        `40 ${pieces(DONE)}`,
        '40 end',
      ],
    ],
    [
      'swap:after=0',
      ['10 200', `10 ${pieces(B)}`, `20 ${pieces(A)}`, `30 ${pieces(C)}`, `40 ${pieces(DONE)}`, '40 end'],
    ],
    ['drop_frame', ['10 200', `10 ${pieces(A)}`, `30 ${pieces(C)}`, `40 ${pieces(DONE)}`, '40 end']],
    ['merge:frames=3', ['10 200', `30 ${pieces(A + B + C)}`, `40 ${pieces(DONE)}`, '40 end']],
    [
      'heartbeat:every=2,text=hi',
      [
        '10 200',
        `10 ${pieces(': hi\n\n')}`,
        `10 ${pieces(A)}`,
        `20 ${pieces(B)}`,
        `30 ${pieces(': hi\n\n')}`,
        `30 ${pieces(C)}`,
        `40 ${pieces(DONE)}`,
        '40 end',
      ],
    ],
    [
      'error_event:after=1,message=boom,type=t,code=c',
      [
        '10 200',
        `10 ${pieces(A)}`,
        `20 ${pieces('data: {"is_bifrost_error":false,"error":{"type":"t","code":"c","message":"boom"}}\n\n')}`,
        '20 end',
      ],
    ],
    [
      'heartbeat:ms=15',
      [
        '10 200',
        `10 ${pieces(A)}`,
        `20 ${pieces(B)}`,
        `25 ${pieces(': ping\n\n')}`,
        `30 ${pieces(C)}`,
        `40 ${pieces(DONE)}`,
        '40 end',
      ],
    ],
    [
      'error_event:after=3,message=boom,type=t,code=c,then=go_on',
      [
        '10 200',
        `10 ${pieces(A)}`,
        `20 ${pieces(B)}`,
        `30 ${pieces(C)}`,
        `40 ${pieces('data: {"is_bifrost_error":false,"error":{"type":"t","code":"c","message":"boom"}}\n\n')}`,
        `40 ${pieces(DONE)}`,
        '40 end',
      ],
    ],
    [
      'status:code=418',
      ['10 418', `10 ${pieces(A)}`, `20 ${pieces(B)}`, `30 ${pieces(C)}`, `40 ${pieces(DONE)}`, '40 end'],
    ],
    ['truncate:after=2', ['10 200', `10 ${pieces(A)}`, `20 ${pieces(B)}`, '40 end']],
    ['empty_body', ['10 200', '40 end']],
  ])('%s', (written, expected) => {
    const plan = after(stream, written)
    expect(told(plan)).toEqual(expected)
    expect(plan.notes).toMatchObject([{ kind: 'fault', hit: true }])
  })

  test('drip: 10 bytes every 100 ms', () => {
    expect(told(after(streamOf([A]), 'drip:bytes=10,ms=100'))).toEqual([
      '10 200',
      '10 "data: {\\"n\\""',
      '110 ":1}\\n\\n"',
      '110 end',
    ])
  })

  test('heartbeats go on through a silence, and never inside a frame', () => {
    const divided = after(streamOf(['data: 1\n', '\n', B]), 'stall:after=1,for=40; heartbeat:ms=15')
    expect(told(divided)).toEqual([
      '10 200',
      '10 "data: 1\\n"',
      '20 "\\n"',
      ...['25', '40', '55'].map((at) => `${at} ": ping\\n\\n"`),
      `70 ${pieces(B)}`,
      '70 end',
    ])
  })

  test('slice divides a character; each part leaves by itself', () => {
    const { events } = after(streamOf(['é']), 'slice')
    expect(events.filter((event) => event.kind === 'body')).toEqual([
      { at: 10, kind: 'body', data: Buffer.from([0xc3]), apart: true },
      { at: 10, kind: 'body', data: Buffer.from([0xa9]), apart: true },
    ])
  })

  test('wrong_length gives a stream a length instead of chunks', () => {
    const { events } = after(stream, 'wrong_length:by=7')
    const length = bodyText(stream).length + 7
    expect(events[0]).toMatchObject({
      framing: 'length',
      headers: [
        ['Content-Type', 'text/event-stream'],
        ['Content-Length', String(length)],
      ],
    })
    expect(events.at(-1)).toEqual({ at: 40, kind: 'cut' })
  })

  test('content_type', () => {
    const [head] = after(stream, 'content_type:type="text/plain; charset=utf-8"').events
    expect(head).toMatchObject({
      headers: [
        ['Content-Type', 'text/plain; charset=utf-8'],
        ['Transfer-Encoding', 'chunked'],
      ],
    })
  })
})

describe('on a whole body', () => {
  const json = jsonOf('{"text":"äb"}')
  test.each<[string, string, string, string]>([
    ['cut', '{"text"', '14', 'cut'],
    ['cut:chars=10', '{"text":"ä', '14', 'cut'],
    ['truncate:chars=9', '{"text":"', '9', 'end'],
    ['garble', '{"text"', '7', 'end'],
    ['empty_body', '', '0', 'end'],
    ['wrong_length:by=-4', '{"text":"äb"}', '10', 'end'],
    ['wrong_length', '{"text":"äb"}', '24', 'cut'],
  ])('%s', (written, body, length, ending) => {
    const plan = after(json, written)
    const [head] = plan.events
    expect(bodyText(plan)).toBe(body)
    expect(head).toMatchObject({ headers: expect.arrayContaining([['Content-Length', length]]) })
    expect(plan.events.at(-1)?.kind).toBe(ending)
  })

  test.each(['no_done', 'duplicate', 'swap', 'drop_frame', 'merge', 'heartbeat', 'error_event'])(
    '%s has no effect and says why',
    (written) => {
      const plan = after(json, written)
      expect(plan.events).toEqual(json.events)
      expect(plan.notes).toEqual([
        { kind: 'fault', fault: written, hit: false, why: 'the reply is no stream' },
      ])
    },
  )
})

describe('in tool arguments', () => {
  const call = (text: string) =>
    `data: ${JSON.stringify({ delta: { tool_calls: [{ function: { arguments: text } }] } })}\n\n`
  const plan = streamOf([call(''), call('{"or'), call('der":1}'), DONE])

  test.each([
    ['cut:in=tool_arguments', 'd'],
    ['cut:in=tool_arguments,chars=2', '{\\'],
    ['cut:in=tool_arguments,chars=8', 'der'],
    ['cut:in=tool_arguments,fraction=1', 'der\\":1}'],
  ])('%s ends within them', (written, end) => {
    const text = bodyText(after(plan, written))
    expect(text.slice(text.lastIndexOf('"arguments":"') + '"arguments":"'.length)).toBe(end)
    expect(after(plan, written).events.at(-1)?.kind).toBe('cut')
  })

  test('a reply without them is left whole', () => {
    expect(after(stream, 'cut:in=tool_arguments').notes).toMatchObject([
      { hit: false, why: 'the reply has no tool arguments' },
    ])
  })
})

test.each([
  ['cut:after=5', 'the reply has only 4 frames'],
  ['stall:chars=999', 'the body is shorter'],
  ['hang:ms=40', 'the reply is over by then'],
  ['swap:after=3', 'the reply has only 4 frames'],
  ['cut:chance=0', 'chance spared it'],
  ['heartbeat:ms=1000', 'the reply is over by then'],
])('%s beyond the reply: it stays whole, the note says why', (written, why) => {
  const plan = after(stream, written)
  expect(told(plan)).toEqual(told(stream))
  expect(plan.notes).toMatchObject([{ hit: false, why }])
})

test.each(['cut', 'reset', 'hang'])('%s behind a whole body changes nothing, and says so', (name) => {
  const whole = jsonOf('{"a":1}')
  for (const place of ['after=1', 'chars=7', 'fraction=1']) {
    const { events, notes } = after(whole, `${name}:${place}`)
    expect(events).toEqual(whole.events)
    expect(notes).toMatchObject([
      { hit: false, why: 'the whole answer has come by then; say chars or fraction' },
    ])
  }
  expect(after(whole, `${name}:chars=3`).notes).toMatchObject([{ hit: true }])
})
