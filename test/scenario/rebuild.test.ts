import { expect, test } from 'vitest'
import { createBookBuilder } from '../../src/scenario/build-book.ts'

const file = (path: string, reply: string) => ({
  path,
  text: `scenarios:\n  - { when: ${path}, reply: ${reply} }\n`,
})

test('only files that changed are read anew', () => {
  const builder = createBookBuilder()
  const first = builder.build([file('a', 'x'), file('b', 'x')]).book!
  const second = builder.build([file('a', 'x'), file('b', 'y')]).book!
  expect(second.rules[0]!.outcomes).toBe(first.rules[0]!.outcomes)
  expect(second.rules[1]!.outcomes).toEqual([{ kind: 'reply', reply: { text: 'y' } }])
  expect(first.rules[1]!.outcomes).toEqual([{ kind: 'reply', reply: { text: 'x' } }])
})

test('a file that is gone is forgotten, a mistake that is mended too', () => {
  const builder = createBookBuilder()
  expect(builder.build([file('a', 'x'), { path: 'b', text: 'scenarios: 5' }]).book).toBeUndefined()
  expect(builder.build([file('a', 'x'), file('b', 'x')]).book?.rules).toHaveLength(2)
  expect(builder.build([file('b', 'x')]).book?.files).toEqual(['b'])
})

test('the warnings of a file that did not change stay, and go by what is around it', () => {
  let deployments = ['mini']
  const builder = createBookBuilder({
    patienceMs: 30_000,
    get deployments() {
      return deployments
    },
  })
  const told = (reply: string) =>
    builder
      .build([
        file('a', reply),
        { path: 'b', text: 'scenarios:\n  - { when: { deployment: other }, reply: x }\n' },
        { path: 'c', text: 'scenarios:\n  - { when: c, reply: x, timing: { first_token_ms: 40000 } }\n' },
      ])
      .diagnostics.map((it) => `${it.file} ${it.code}`)
  expect(told('x')).toEqual(['b unknown-deployment', 'c too-slow'])
  expect(told('y')).toEqual(['b unknown-deployment', 'c too-slow'])
  deployments = ['mini', 'other']
  expect(told('y')).toEqual(['c too-slow'])
})

test('a rule keeps its place only where no other comes before it', () => {
  const builder = createBookBuilder()
  builder.build([file('b', 'x')])
  const { rules, byName } = builder.build([file('a', 'x'), file('b', 'x')]).book!
  expect(rules.map(({ index }) => index)).toEqual([0, 1])
  expect(byName.get('b#1')).toBe(rules[1])
})
