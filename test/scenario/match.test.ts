import { describe, expect, test } from 'vitest'
import { buildBook } from '../../src/scenario/build-book.ts'
import { findRule } from '../../src/scenario/match/find-rule.ts'
import type { Rule } from '../../src/scenario/rule.ts'
import { answering, ask, bookOf, NO_HISTORY } from './support.ts'
import type { Asked } from './support.ts'

const tool = (name: string) => ({ type: 'function', function: { name } })
const toolTurn = [
  { role: 'user', content: 'Refund it' },
  {
    role: 'assistant',
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'refund', arguments: '{}' } }],
  },
  { role: 'tool', tool_call_id: 'c1', content: 'Done: 12 EUR' },
]

// A `when`, requests that it fits, and requests that it does not.
test.each<[when: string, yes: Asked[], no: Asked[]]>([
  ['hello', [{ message: 'Oh HELLO there' }], [{ message: 'hell' }, {}]],
  ['[hi, /^hey/i]', [{ message: 'say hi' }, { message: 'Hey you' }], [{ message: 'oh hey' }]],
  ['{ message: /order (\\d+)$/m }', [{ message: 'order 12\nplease' }], [{ message: 'Order 12' }]],
  ['{ message: { equals: hi } }', [{ message: 'hi' }], [{ message: 'Hi' }, { message: 'hi!' }]],
  [
    '{ message: { starts_with: Hi, not: { ends_with: "?" } } }',
    [{ message: 'hi you' }],
    [{ message: 'hi you?' }, { message: 'oh hi' }],
  ],
  ['{ message: { one_of: [a1, /b\\d/] } }', [{ message: 'xa1' }, { message: 'b7' }], [{ message: 'b' }]],
  ['{ message: { exists: false } }', [{}], [{ message: 'x' }]],
  ['{ message: { matches: "^a+$" } }', [{ message: 'aaa' }], [{ message: 'ab' }]],
  [
    '{ system: pirate }',
    [{ body: { messages: [{ role: 'developer', content: 'Be a Pirate' }] } }],
    [{ message: 'pirate' }],
  ],
  ['{ any_message: done }', [{ body: { messages: toolTurn } }], [{ message: 'x' }]],
  [
    '{ deployment: a }',
    [{ deployment: 'a' }, { deployment: 'x', azureDeployment: 'a' }],
    [{ deployment: 'A' }],
  ],
  ['{ deployment: [a, /^gpt-/] }', [{ deployment: 'a' }, { deployment: 'gpt-5' }], [{ deployment: 'b' }]],
  ['{ model: m }', [{ body: { model: 'm' } }], [{ body: { model: 'mm' } }, {}]],
  ['{ provider: azure }', [{}], []],
  ['{ provider: openai }', [], [{}]],
  ['{ stream: true }', [{ body: { stream: true } }], [{}, { body: { stream: 'true' } }]],
  ['{ stream: false }', [{}], [{ body: { stream: true } }]],
  ['{ tools: a }', [{ body: { tools: [tool('b'), tool('a')] } }], [{ body: { tools: [tool('ab')] } }, {}]],
  ['{ tools: [a, b] }', [{ body: { tools: [tool('b'), tool('a')] } }], [{ body: { tools: [tool('a')] } }]],
  ['{ tools: { one_of: [a, b] } }', [{ body: { tools: [tool('b')] } }], [{ body: { tools: [tool('c')] } }]],
  ['{ tools: { exists: false } }', [{}], [{ body: { tools: [tool('c')] } }]],
  [
    '{ tools: { not: a } }',
    [{}, { body: { tools: [tool('c')] } }],
    [{ body: { tools: [tool('c'), tool('a')] } }],
  ],
  ['{ tool_choice: required }', [{ body: { tool_choice: 'required' } }], [{ body: { tool_choice: 'auto' } }]],
  ['{ tool_choice: a }', [{ body: { tool_choice: tool('a') } }], [{ body: { tool_choice: tool('b') } }]],
  [
    '{ tool_result: refund }',
    [{ body: { messages: toolTurn } }],
    [{ message: 'refund' }, { body: { messages: [...toolTurn, { role: 'user', content: 'x' }] } }],
  ],
  [
    '{ tool_result: { name: refund, content: 12 eur } }',
    [{ body: { messages: toolTurn } }],
    [{ message: 'refund' }],
  ],
  ['{ tool_result: { content: /13/ } }', [], [{ body: { messages: toolTurn } }]],
  ['{ tool_result: true }', [{ body: { messages: toolTurn } }], [{}]],
  ['{ tool_result: false }', [{}], [{ body: { messages: toolTurn } }]],
  [
    '{ response_format: json_schema }',
    [{ body: { response_format: { type: 'json_schema', json_schema: { name: 'n' } } } }],
    [{ body: { response_format: { type: 'json_object' } } }, {}],
  ],
  [
    '{ response_format: n }',
    [{ body: { response_format: { type: 'json_schema', json_schema: { name: 'n' } } } }],
    [{}],
  ],
  ['{ turn: 2 }', [{ body: { messages: toolTurn } }], [{ message: 'x' }]],
  ['{ turn: { gte: 2 } }', [{ body: { messages: toolTurn } }], [{ message: 'x' }]],
  ['{ turn: [1, 3] }', [{ message: 'x' }], [{ body: { messages: toolTurn } }]],
  ['{ attempt: { gt: 1 } }', [{ attempt: 2 }], [{ attempt: 1 }]],
  ['{ session: s }', [{ session: 's' }], [{}]],
  [
    '{ header: { X-Team: red, x-n: 5 } }',
    [{ headers: { 'x-team': 'red', 'x-n': '5' } }],
    [{ headers: { 'x-team': 'red' } }],
  ],
  [
    '{ header: { x-n: { gt: 4 } } }',
    [{ headers: { 'x-n': '5' } }],
    [{ headers: { 'x-n': 'five' } }, { headers: { 'x-n': '4' } }],
  ],
  ['{ header: { x-a: { exists: false } } }', [{}], [{ headers: { 'x-a': '' } }]],
  ['{ query: { api-version: /^2024/ } }', [{ query: { 'api-version': '2024-10-21' } }], [{}]],
  [
    '{ body: { temperature: { lt: 1, gte: 0 } } }',
    [{ body: { temperature: 0 } }],
    [{ body: { temperature: 1 } }, {}],
  ],
  [
    '{ body: { metadata.tenant: acme } }',
    [{ body: { metadata: { tenant: 'acme' } } }],
    [{ body: { 'metadata.tenant': 'acme' } }],
  ],
  ['{ body: { "messages[-1].role": tool } }', [{ body: { messages: toolTurn } }], [{ message: 'x' }]],
  [
    '{ body: { stop: { equals: [a, b] } } }',
    [{ body: { stop: ['a', 'b'] } }],
    [{ body: { stop: ['b', 'a'] } }, { body: { stop: 'a' } }],
  ],
  [
    '{ body: { stop: { contains: A } } }',
    [{ body: { stop: ['a'] } }, { body: { stop: 'bar' } }],
    [{ body: { stop: ['ab'] } }],
  ],
  ['{ body: { n: 1 } }', [{ body: { n: 1 } }], [{ body: { n: '1' } }]],
  ['{ body: { n: ~ } }', [{ body: { n: null } }], [{}]],
  ['{ body: { toString: { exists: true } } }', [], [{}]],
  [
    '{ any: [hello, { stream: true }] }',
    [{ message: 'hello' }, { body: { stream: true } }],
    [{ message: 'x' }],
  ],
  [
    '{ all: [hello, { stream: true }] }',
    [{ message: 'hello', body: { stream: true } }],
    [{ message: 'hello' }],
  ],
  ['{ not: { message: hello } }', [{ message: 'x' }], [{ message: 'hello' }]],
  [
    '{ not: { message: hello, stream: true } }',
    [{ message: 'hello' }],
    [{ message: 'hello', body: { stream: true } }],
  ],
])('when: %s', (when, yes, no) => {
  const book = bookOf(`scenarios:\n  - { name: it, when: ${when}, reply: x }`)
  for (const asked of yes) expect([asked, answering(book, ask(asked))]).toEqual([asked, 'it'])
  for (const asked of no) expect([asked, answering(book, ask(asked))]).toEqual([asked, undefined])
})

describe('the first match wins', () => {
  const file = (path: string, ...scenarios: string[]) => ({
    path,
    text: `scenarios:\n${scenarios.map((s) => `  - ${s}\n`).join('')}`,
  })

  test('by priority, then file name, then order', () => {
    const { book } = buildBook([
      file('b.yaml', '{ name: b1, when: x, reply: a }', '{ name: b2, when: y, reply: a, priority: 1 }'),
      file('a.yaml', '{ name: a1, when: x, reply: a, times: 9 }', '{ name: a2, when: x, reply: a }'),
    ])
    expect(book!.rules.map(({ name }) => name)).toEqual(['b2', 'a1', 'a2', 'b1'])
    expect(answering(book!, ask({ message: 'x' }))).toBe('a1')
    expect(answering(book!, ask({ message: 'xy' }))).toBe('b2')
  })

  test('a rule is used up after so many times', () => {
    const { book } = buildBook([
      file('a.yaml', '{ name: one, when: x, reply: a, times: 2 }', '{ name: two, when: x, reply: a }'),
    ])
    const after = (calls: number) =>
      answering(book!, ask({ message: 'x' }), { calls: () => calls, state: undefined })
    expect([after(0), after(1), after(2)]).toEqual(['one', 'one', 'two'])
  })

  test('call and state', () => {
    const { book } = buildBook([
      file(
        'a.yaml',
        '{ name: second, when: { call: 2 }, reply: a }',
        '{ name: paid, when: { state: paid }, reply: a }',
      ),
    ])
    const asked = (calls: number, state?: string) => answering(book!, ask(), { calls: () => calls, state })
    expect([asked(0), asked(1), asked(0, 'paid'), asked(0, 'open')]).toEqual([
      undefined,
      'second',
      'paid',
      undefined,
    ])
  })

  test('weighted rules share by weight', () => {
    const { book } = buildBook([
      file(
        'a.yaml',
        '{ name: a, when: x, reply: a, weight: 1 }',
        '{ name: b, when: x, reply: a, weight: 3 }',
        '{ name: c, when: y, reply: a, weight: 9 }',
      ),
    ])
    const drawn = (number: number) =>
      answering(book!, ask({ message: 'x' }), { ...NO_HISTORY, draw: () => number })
    expect([drawn(0), drawn(0.24), drawn(0.26), drawn(0.99)]).toEqual(['a', 'a', 'b', 'b'])
  })
})

test("a file's defaults hold where a rule says nothing else", () => {
  const book = bookOf(
    'defaults: { deployment: a, stream: true }\nscenarios:\n  - { name: one, when: x, reply: r }\n  - { name: two, when: { deployment: b }, reply: r }',
  )
  const asked = (deployment: string, stream: boolean) =>
    answering(book, ask({ message: 'x', deployment, body: { stream } }))
  expect([asked('a', true), asked('b', true), asked('a', false), asked('b', false)]).toEqual([
    'one',
    'two',
    undefined,
    undefined,
  ])
})

test.each([
  ['/refund.*order (\\d+)/i', ['Refund my order 77', '77']],
  ['[nothing, /(a)?order/]', ['order', '']],
  ['plain', []],
])('captures of %s', (message, expected) => {
  const book = bookOf(
    `scenarios:\n  - when: { deployment: /gpt-(.*)/, message: ${JSON.stringify(message).replaceAll('"[', '[').replaceAll(']"', ']')} }\n    reply: x`
      .replaceAll('\\\\', '\\')
      .replace(/message: "(.*)" }/, 'message: $1 }'),
  )
  const found = findRule(book, ask({ message: 'Please Refund my order 77 plain' }), NO_HISTORY)
  if (found.rule === undefined) throw new Error('no match')
  expect(found.captures).toEqual(expected.length > 0 ? expected : ['gpt-4o', '4o'])
})

test('the context is asked about the rule in question', () => {
  const book = bookOf(
    'scenarios:\n  - { name: a, when: { call: 2 }, reply: x }\n  - { name: b, when: { call: 1 }, reply: x }',
  )
  const calls = (rule: Rule) => (rule.name === 'b' ? 0 : 5)
  expect(answering(book, ask(), { calls, state: undefined })).toBe('b')
})
