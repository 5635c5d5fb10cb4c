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
