import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonTree, rangeAt } from '../../src/shape/source/json-tree.ts'
import { plainValue } from '../../src/shape/source/tree.ts'

describe('jsonTree', () => {
  test('holds what JSON.parse gives, however it is written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space)
        expect(plainValue(jsonTree(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  const text = '{ "a": [ 1, { "b" : "x" } ], "c\\"d": [ ], "twice": 1, "twice": 2 }'
  test.each<[readonly (string | number)[], string]>([
    [['a', 1, 'b'], '"x"'],
    [['a', 1], '{ "b" : "x" }'],
    [['c"d'], '[ ]'],
    [['a', 1, 'missing'], '{ "b" : "x" }'],
    [['twice'], '2'],
    [[], text],
  ])('the place of %j', (path, expected) => {
    const { start, end } = rangeAt(jsonTree(text), path)
    expect(text.slice(start, end)).toBe(expected)
  })

  test('what is nested too deep is refused', () => {
    expect(() => jsonTree('['.repeat(100_000) + ']'.repeat(100_000))).toThrow('more than 200 levels deep')
  })
})
