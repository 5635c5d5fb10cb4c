import { describe, expect, test } from 'vitest'
import { buildBook } from '../../src/scenario/build-book.ts'
import type { Outcome } from '../../src/scenario/outcome.ts'
import { outcomeAt } from '../../src/scenario/rule.ts'
import type { Rule } from '../../src/scenario/rule.ts'
import { timingProfiles } from '../../src/scenario/timing-profiles.ts'
import { bookOf } from './support.ts'

function firstRule(scenario: string): Rule {
  return bookOf(`scenarios:\n  - ${scenario.replaceAll('\n', '\n    ')}`).rules[0]!
}

const answer = { kind: 'answer', status: 200, headers: [], delay_ms: 0 }

test.each<[string, Outcome]>([
  ['reply: Hi', { kind: 'reply', reply: { text: 'Hi' } }],
  ['reply: { json: fake }', { kind: 'reply', reply: { json: { fake: true, given: {} } } }],
  [
    'reply: { json: { city: Oslo, "*": fake } }',
    { kind: 'reply', reply: { json: { fake: true, given: { city: 'Oslo' } } } },
  ],
  ['reply: { json: [1, null] }', { kind: 'reply', reply: { json: { fake: false, value: [1, null] } } }],
  ['reply: { json: null }', { kind: 'reply', reply: { json: { fake: false, value: null } } }],
  [
    'reply: { chunks: [a, { text: b, delay_ms: 5 }], finish_reason: null }',
    { kind: 'reply', reply: { chunks: [{ text: 'a' }, { text: 'b', delay_ms: 5 }], finish_reason: null } },
  ],
  [
    'reply: { tool_calls: [f, { name: g, arguments: { a: 1 }, id: x }, { name: h, arguments: \'{"b": 2}\' }] }',
    {
      kind: 'reply',
      reply: {
        tool_calls: [
          { name: 'f', arguments: { fake: true, given: {} } },
          { name: 'g', arguments: { fake: false, value: { a: 1 } }, id: 'x' },
          { name: 'h', arguments: { fake: false, value: '{"b": 2}' } },
        ],
      },
    },
  ],
  [
    'reply: { choices: [a, { refusal: no }], usage: { prompt_tokens: 3, prompt_tokens_details: { cached_tokens: 1 } } }',
    {
      kind: 'reply',
      reply: {
        choices: [{ text: 'a' }, { refusal: 'no' }],
        usage: { prompt_tokens: 3, prompt_tokens_details: { cached_tokens: 1 } },
      },
    },
  ],
  [
    'reply: { headers: { x-a: [b, 1.10, true] }, merge: { usage: { cost: 0.1 } }, service_tier: null }',
    {
      kind: 'reply',
      reply: {
        headers: [
          ['x-a', 'b'],
          ['x-a', '1.10'],
          ['x-a', 'true'],
        ],
        merge: { usage: { cost: 0.1 } },
        service_tier: null,
      },
    },
  ],
  ['fake: {}', { kind: 'fake', fake: {} }],
  ['fake: true', { kind: 'fake', fake: {} }],
  [
    'reply: { fake: { style: markdown, words: 40 } }',
    { kind: 'fake', fake: { style: 'markdown', words: 40 } },
  ],
  ['error: azure.rate_limit', { kind: 'error', error: { name: 'azure.rate_limit' } }],
  [
    'error: { status: 418, message: Tea, code: null }',
    { kind: 'error', error: { status: 418, message: 'Tea', code: null } },
  ],
  [
    'upstream: { body: { b: 1.0, "10": 1e3, "2": [~, .5, "é"] } }',
    {
      kind: 'upstream',
      upstream: { ...answer, body: { kind: 'json', data: '{"b":1.0,"10":1e3,"2":[null,0.5,"é"]}' } },
    } as Outcome,
  ],
  [
    'upstream: { status: 500, text: Oops, coding: gzip, slice: 7, chunked: true, delay_ms: 20 }',
    {
      kind: 'upstream',
      upstream: {
        ...answer,
        status: 500,
        body: { kind: 'text', data: 'Oops' },
        coding: 'gzip',
        slice: 7,
        chunked: true,
        delay_ms: 20,
      },
    } as Outcome,
  ],
  [
    'upstream: { events: [{ a: 1 }, "raw", { $wait: 5 }, { $base64: "/w==" }, { $end: reset }], done: false, gap_ms: 0 }',
    {
      kind: 'upstream',
      upstream: {
        ...answer,
        body: {
          kind: 'events',
          steps: [
            { kind: 'send', data: 'data: {"a":1}\n\n' },
            { kind: 'send', data: 'raw' },
            { kind: 'wait', ms: 5 },
            { kind: 'send', data: new Uint8Array([255]) },
            { kind: 'end', how: 'reset' },
          ],
          gap_ms: 0,
          done: false,
        },
      },
    } as Outcome,
  ],
  [
    'upstream: { body: { $base64: aGk= } }',
    {
      kind: 'upstream',
      upstream: { ...answer, body: { kind: 'json', data: new Uint8Array([104, 105]) } },
    } as Outcome,
  ],
  [
    'upstream: { wire: ["HTTP/1.1 200 OK\\r\\n\\r\\n", { $end: fin }] }',
    {
      kind: 'upstream',
      upstream: {
        kind: 'raw',
        steps: [
          { kind: 'send', data: 'HTTP/1.1 200 OK\r\n\r\n' },
          { kind: 'end', how: 'fin' },
        ],
        gap_ms: 3,
        delay_ms: 0,
      },
    },
  ],
  [
    'upstream: { connection: dns, delay_ms: 5 }',
    { kind: 'upstream', upstream: { kind: 'none', why: 'dns', delay_ms: 5 } },
  ],
  [
    'wire: { status: 503, headers: { X-A: b }, body: [1] }',
    {
      kind: 'wire',
      wire: { ...answer, status: 503, headers: [['X-A', 'b']], body: { kind: 'json', data: '[1]' } },
    } as Outcome,
  ],
])('%s', (scenario, outcome) => {
  expect(firstRule(scenario).outcomes).toEqual([outcome])
})

test('replies hold any kind of outcome, one per call', () => {
  const rule = firstRule(
    'replies: [Done., { text: T }, { error: e }, { reply: R }, { fake: {} }, { wire: { text: W } }]',
  )
  expect(rule.outcomes.map(({ kind }) => kind)).toEqual(['reply', 'reply', 'error', 'reply', 'fake', 'wire'])
})

test.each([
  ['last', [1, 2, 2, 2]],
  ['loop', [1, 2, 1, 2]],
  ['fail', [1, 2, undefined, undefined]],
])('then: %s', (then, expected) => {
  const rule = firstRule(`replies: ['1', '2']\nthen: ${then}`)
  const texts = [1, 2, 3, 4].map((call) => {
    const outcome = outcomeAt(rule, call)
    return outcome?.kind === 'reply' ? Number(outcome.reply.text) : undefined
  })
  expect(texts).toEqual(expected)
})

describe('a rule', () => {
  test('has a name, a place and all that was said', () => {
    const { rules } = bookOf(
      [
        'defaults: { timing: slow, priority: 2 }',
        'scenarios:',
        '  - reply: a',
        '  - { name: two, reply: b, timing: { first_token_ms: 5 }, priority: 1.5, times: 3, weight: 2, set_state: s }',
      ].join('\n'),
      'dir/x.yaml',
    )
    expect(rules).toMatchObject([
      {
        name: 'dir/x.yaml#1',
        file: 'dir/x.yaml',
        line: 3,
        column: 5,
        priority: 2,
        timing: timingProfiles['slow']!.timing,
        index: 0,
        then: 'last',
        faults: [],
      },
      {
        name: 'two',
        line: 4,
        priority: 1.5,
        timing: {
          first_token_ms: 5,
          tokens_per_second: 115,
          jitter: 0.3,
          distribution: 'lognormal',
        },
        times: 3,
        weight: 2,
        set_state: 's',
        index: 1,
      },
    ])
  })

  test('is frozen to the bottom', () => {
    const rule = firstRule('reply: { tool_calls: [{ name: a, arguments: { b: [1] } }] }')
    const outcome = rule.outcomes[0]!
    if (outcome.kind !== 'reply') throw new Error(outcome.kind)
    expect(() => Object.assign(rule, { name: 'x' })).toThrow(TypeError)
    expect(() => (outcome.reply.tool_calls as unknown[]).push(1)).toThrow(TypeError)
  })
})

test('faults are kept in order, however they are written', () => {
  const orders = [
    { name: 'cut', options: { after: 3 } },
    { name: 'slice', options: {} },
  ]
  for (const faults of [
    '[{ cut: { after: 3 } }, { slice: ~ }]',
    '{ cut: { after: 3 }, slice: true }',
    'cut:after=3; slice',
  ])
    expect(firstRule(`reply: a\nfaults: ${faults}`).faults).toEqual(orders)
})

test.each([
  ['a comment', '# nothing yet\n'],
  ['an empty list', 'scenarios: []\n'],
  ['defaults alone', 'defaults: { deployment: x }\n'],
  ['JSON', '{ "$schema": "./scenario.schema.json", "scenarios": [] }'],
  ['a byte order mark', '\uFEFFscenarios: []\n'],
])('a file with %s is fine', (_what, text) => {
  expect(buildBook([{ path: 'a.yaml', text }])).toMatchObject({
    diagnostics: [],
    book: { rules: [], files: ['a.yaml'] },
  })
})

test('JSON is read with places too, bytes as well as text', () => {
  const text = new TextEncoder().encode(
    '{"scenarios": [\n  {"when": "héllo", "reply": "Hi"},\n  {"reply": "Ho"}\n]}',
  )
  expect(buildBook([{ path: 'a.json', text }]).book?.rules).toMatchObject([
    { line: 2, column: 3 },
    { line: 3, column: 3 },
  ])
})

test('anchors, aliases and merge keys; own keys win over merged ones', () => {
  const { rules } = bookOf(
    [
      'scenarios:',
      '  - name: base',
      '    when: &when { message: hello, deployment: &d [a, b] }',
      '    reply: &r { text: One, id: x }',
      '  - when: { <<: *when, message: bye }',
      '    reply: { text: Two, <<: [*r, { model: m }] }',
    ].join('\n'),
  )
  expect(rules[1]!.outcomes).toEqual([{ kind: 'reply', reply: { text: 'Two', id: 'x', model: 'm' } }])
  expect(rules[1]!.conditions).toHaveLength(2)
})

test('keys like __proto__ are data', () => {
  const outcome = firstRule('reply: { merge: { __proto__: { polluted: 1 } } }').outcomes[0]!
  if (outcome.kind !== 'reply') throw new Error(outcome.kind)
  expect(Object.keys(outcome.reply.merge!)).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})
