import { expect, test } from 'vitest'
import { buildBook } from '../../src/scenario/build-book.ts'
import { cpuTime } from '../support/cpu-time.ts'

const lines = (text: string): readonly number[] =>
  buildBook([{ path: 'a.yaml', text: `scenarios:\n${text.replace(/^/gm, '  ')}\n` }]).diagnostics.map(
    (it) => {
      expect(it.code).toBe('unreachable-rule')
      return it.line
    },
  )

// The line of the rule that never answers; none where each may.
test.each<[string, string, readonly number[]]>([
  ['the same again', '- { when: a, reply: x }\n- { when: a, reply: y }', [3]],
  ['a text around it', '- { when: REF, reply: x }\n- { when: refund, reply: y }', [3]],
  ['a text inside it', '- { when: refund, reply: x }\n- { when: ref, reply: y }', []],
  [
    'a whole text around it',
    '- { when: hello, reply: x }\n- { when: { message: { equals: Hello world } }, reply: y }',
    [3],
  ],
  [
    'a beginning around it',
    '- { when: hello, reply: x }\n- { when: { message: { starts_with: hello w } }, reply: y }',
    [3],
  ],
  [
    'a whole text inside it',
    '- { when: { message: { equals: hello } }, reply: x }\n- { when: hello, reply: y }',
    [],
  ],
  [
    'an item of a list is no part of a text',
    '- { when: { body: { stop: { contains: a } } }, reply: x }\n- { when: { body: { stop: { contains: ab } } }, reply: y }',
    [],
  ],
  ['a higher priority', '- { when: a, reply: x }\n- { when: a, reply: y, priority: 1 }', [2]],
  ['one that matches so often', '- { when: a, reply: x, times: 2 }\n- { when: a, reply: y }', []],
  [
    'one that fails in the end still matches',
    '- { when: a, replies: [x], then: fail }\n- { when: a, reply: y }',
    [3],
  ],
  ['two of a lottery', '- { when: a, reply: x, weight: 1 }\n- { when: a, reply: y, weight: 2 }', []],
  ['one outside the lottery', '- { when: a, reply: x, weight: 1 }\n- { when: a, reply: y }', [3]],
  [
    'a lottery behind one that always answers',
    '- { when: a, reply: x }\n- { when: a, reply: y, weight: 1 }',
    [3],
  ],
  ['another state', '- { when: { message: a, state: s }, reply: x }\n- { when: a, reply: y }', []],
  ['a state behind any', '- { when: a, reply: x }\n- { when: { message: a, state: s }, reply: y }', [3]],
  [
    'another session',
    '- { when: { message: a, session: s }, reply: x }\n- { when: { message: a, session: t }, reply: y }',
    [],
  ],
  [
    'another attempt',
    '- { when: { message: a, attempt: 1 }, reply: x }\n- { when: { message: a, attempt: 2 }, reply: y }',
    [],
  ],
  ['a call of its own', '- { when: { message: a, call: 1 }, reply: x }\n- { when: a, reply: y }', []],
  [
    'the same call of another rule',
    '- { when: { message: a, call: 1 }, reply: x }\n- { when: { message: a, call: 1 }, reply: y }',
    [],
  ],
  [
    'two that cover a list',
    '- { when: { deployment: a }, reply: x }\n- { when: { deployment: b }, reply: x }\n- { when: { deployment: [a, b] }, reply: y }',
    [4],
  ],
  [
    'a part of a list',
    '- { when: { deployment: a }, reply: x }\n- { when: { deployment: [a, b] }, reply: y }',
    [],
  ],
])('%s', (_what, text, expected) => {
  expect(lines(text)).toEqual(expected)
})

test('eight conditions full of each other do not take for ever', () => {
  const words = Array.from({ length: 60 }, (_, n) => `w${String(n).padStart(2, '0')}`)
  const any = words.map(
    (word) => `- { when: { message: { contains: ${word} }, system: x${word} }, reply: x }`,
  )
  const full = words.join(' ')
  const all = `- { when: { all: [${Array.from({ length: 8 }, (_, n) => `{ message: { contains: "${full} ${n}" } }`).join(', ')}] }, reply: y }`
  const { ms, result } = cpuTime(() => lines([...any, all].join('\n')))
  expect(result).toEqual([])
  expect(ms).toBeLessThan(5000)
})
