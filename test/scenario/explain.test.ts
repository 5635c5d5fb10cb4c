import { expect, test } from 'vitest'
import { explainMiss, explainRule, formatNearMiss } from '../../src/scenario/match/explain-miss.ts'
import { ask, bookOf, NO_HISTORY } from './support.ts'
import type { Asked } from './support.ts'

test.each<[when: string, asked: Asked, path: string, expected: string, actual: string, hint?: string]>([
  [
    'refund',
    { message: 'I want a refnud.' },
    'message',
    'contains "refund"',
    '"I want a refnud."',
    '"refnud" is close to "refund"',
  ],
  ['refund', {}, 'message', 'contains "refund"', 'nothing'],
  ['{ message: /a+/i }', { message: 'b' }, 'message', 'matches /a+/i', '"b"'],
  [
    '{ deployment: gpt-4o }',
    { deployment: 'gpt4o' },
    'deployment',
    '"gpt-4o"',
    '"gpt4o"',
    '"gpt4o" is close to "gpt-4o"',
  ],
  [
    '{ deployment: gpt-4o }',
    { deployment: 'GPT-4o' },
    'deployment',
    '"gpt-4o"',
    '"GPT-4o"',
    'only upper and lower case differ',
  ],
  ['{ message: hi, header: { X-Team: red } }', { message: 'hi' }, 'header.x-team', '"red"', 'nothing'],
  [
    '{ body: { metadata.tenant: [a, b] } }',
    { body: { metadata: { tenant: 'c' } } },
    'body.metadata.tenant',
    '"a" or "b"',
    '"c"',
  ],
  [
    '{ body: { temperature: { gte: 0, lt: 1 } } }',
    { body: { temperature: 2 } },
    'body.temperature',
    '>= 0 and < 1',
    '2',
  ],
  ['{ stream: true }', {}, 'stream', 'true', 'false'],
  [
    '{ tools: { not: a } }',
    { body: { tools: [{ type: 'function', function: { name: 'a' } }] } },
    'tools',
    'not ("a")',
    '"a"',
  ],
  [
    '{ tool_result: { name: f, content: ok } }',
    {},
    'tool_result',
    'tool_result name "f" and content contains "ok"',
    'nothing',
  ],
  ['{ not: { message: x } }', { message: 'x' }, 'not', 'not (message contains "x")', 'it holds'],
  ['{ all: [a, { stream: true }] }', { message: 'a' }, 'stream', 'true', 'false'],
  [
    '{ any: [a, { stream: true }] }',
    { message: 'b' },
    'any',
    'message contains "a" or stream true',
    '"b", false',
  ],
])('%s', (when, asked, path, expected, actual, hint) => {
  const book = bookOf(`scenarios:\n  - { name: it, when: ${when}, reply: x }`)
  const failed = explainRule(book.rules[0]!, ask(asked), NO_HISTORY)
  expect(failed).toEqual({ path, expected, actual, ...(hint === undefined ? {} : { hint }) })
})

test('a rule that is used up says so, a rule that matches says nothing', () => {
  const [rule] = bookOf('scenarios:\n  - { reply: x, times: 2 }').rules
  expect(explainRule(rule!, ask(), { calls: () => 2, state: undefined })).toEqual({
    path: 'times',
    expected: 'at most 2 in a session',
    actual: '2 before this one',
  })
  expect(explainRule(rule!, ask(), NO_HISTORY)).toBeUndefined()
})

test('the nearest come first', () => {
  const book = bookOf(
    [
      'scenarios:',
      '  - { name: far, when: { message: weather, deployment: other }, reply: x }',
      '  - { name: near, when: { message: weather, deployment: gpt-4o }, reply: x }',
      '  - { name: misspelt, when: { message: refunds, deployment: gpt-4o }, reply: x }',
    ].join('\n'),
  )
  const misses = explainMiss(book, ask({ message: 'refnds please' }), NO_HISTORY)
  expect(misses.map(({ rule }) => rule.name)).toEqual(['misspelt', 'near', 'far'])
  expect(formatNearMiss(misses[0]!)).toBe(
    '"misspelt" (a.yaml:4:5): message: expected contains "refunds", got "refnds please"; "refnds" is close to "refunds"',
  )
  expect(explainMiss(book, ask(), NO_HISTORY, 1)).toHaveLength(1)
})
