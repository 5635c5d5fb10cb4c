import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { checkPattern } from '../../src/fake/pattern/checked-pattern.ts'
import { matchPattern } from '../../src/fake/pattern/match.ts'
import { parsePattern } from '../../src/fake/pattern/parse.ts'
import { writePattern } from '../../src/fake/pattern/write.ts'
import { cpuTime } from '../support/cpu-time.ts'

/** [pattern, texts to ask about]: every engine must say what RegExp says. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['^[a-z]+$', ['abc', 'aBc', '']],
  ['a|b|', ['c', '']],
  ['^(ab|a)(bc)?$', ['abc', 'ab', 'abbc', 'abcx']],
  ['^(?=.*\\d)[a-z\\d]+$', ['abc', 'ab1']],
  ['^(?!foo)\\w+$', ['foo', 'fo', 'bar']],
  ['(?<=\\$)\\d+', ['$5', '5']],
  ['(?<!\\$)\\b\\d+', ['$5', '5']],
  ['^(.)\\1$', ['aa', 'ab']],
  ['^(?<q>[\'"]).*?\\k<q>$', ['"x"', '"x\'']],
  ['\\bcat\\b', ['a cat.', 'concat']],
  ['^[^\\d\\s]+$', ['ab', 'a1', 'a b']],
  ['^[\\w.-]+$', ['a.b-c', 'a b']],
  ['^\\u0041\\x42\\t$', ['AB\t', 'AB']],
  ['^a{2,3}b{0}c{1,}$', ['aac', 'aaac', 'aaaac', 'aabc']],
  ['^(a+)+$', ['aaaa', 'aaab']],
  ['^(?:x|xx)*y$', ['xxxy', 'xxx']],
  ['^\\p{Lu}', ['É', 'é']],
  ['^.$', ['😀', 'ab', '\n']],
  ['^[\\]\\-a]$', [']', '-', 'a', 'b']],
]

describe('the three engines agree', () => {
  test.each(cases)('%s', (source, texts) => {
    const expression = new RegExp(source, 'u')
    const tree = parsePattern(source, true)
    for (const text of texts) {
      expect(matchPattern(tree, text), `own engine: ${text}`).toBe(expression.test(text))
      expect(checkPattern(source, '').test(text), `chosen engine: ${text}`).toBe(expression.test(text))
    }
  })
})

describe('what is written matches', () => {
  const sources = cases.map(([source]) => source).filter((source) => source !== '(?<!\\$)\\b\\d+')
  test.each(sources)('%s', (source) => {
    for (let seed = 0; seed < 30; seed++) {
      const text = writePattern(checkPattern(source, ''), 0, 40, createRandom(seed))
      expect(text, `seed ${seed}`).toMatch(new RegExp(source, 'u'))
    }
  })

  test('within the lengths that are asked for', () => {
    for (let seed = 0; seed < 50; seed++) {
      const text = writePattern(checkPattern('^[a-z]+(-[a-z]+)*$', ''), 20, 24, createRandom(seed))
      expect(text?.length).toBeGreaterThanOrEqual(20)
      expect(text?.length).toBeLessThanOrEqual(24)
    }
  })
})

test('an exploding pattern is tested in time', () => {
  const { ms } = cpuTime(() => {
    expect(checkPattern('^(a+)+$', '').test(`${'a'.repeat(20_000)}b`)).toBe(false)
    expect(checkPattern('^(?=a)(a|a)+$', '').test(`${'a'.repeat(200)}b`)).toBe(false)
  })
  expect(ms).toBeLessThan(2_000)
})
