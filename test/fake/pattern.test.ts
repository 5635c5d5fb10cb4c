import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { checkPattern } from '../../src/fake/pattern/checked-pattern.ts'
import { matcherOf } from '../../src/fake/pattern/match.ts'
import { parsePattern } from '../../src/fake/pattern/parse.ts'
import { writePattern } from '../../src/fake/pattern/write.ts'
import { OutOfSteps } from '../../src/fake/work.ts'
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
  ['^\\s\\S.$', ['\u00a0ab', ' \u3000x', '\ta\u2028', '\ufeffa\n']],
  ['^[^\\W\\D]$', ['1', 'a', ' ']],
  ['^[^]$', ['a', '\n', '']],
  ['[]', ['', 'a']],
  ['^a{1,2000}$', ['aaa', '']],
  ['^(?:a{0,3}){0,3}b?$', ['aaaaab', 'b', 'aaaaaaaaaaa']],
  ['^\\P{L}\\p{Script=Greek}\\p{Alphabetic}$', ['1αb', 'aαb', '1ab']],
]

describe('the three engines agree', () => {
  test.each(cases)('%s', (source, texts) => {
    const expression = new RegExp(source, 'u')
    const tree = parsePattern(source)
    for (const text of texts) {
      expect(matcherOf(tree)(text), `own engine: ${text}`).toBe(expression.test(text))
      expect(checkPattern(source, '').test(text), `chosen engine: ${text}`).toBe(expression.test(text))
    }
  })
})

/** [as Python or Rust write it, texts that fit, texts that do not] */
const foreign: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['^(?P<y>\\d{4})-(?P<m>\\d\\d)$', ['2024-05'], ['2024']],
  ['(?P<q>[ab])x(?P=q)', ['axa'], ['axb']],
  ['(?i)^hex-[a-f]+$', ['hex-ab', 'HEX-Ab'], ['hex-g']],
  ['^a(?i:b)c$', ['abc', 'aBc'], ['Abc']],
  ['^(?i)é$', ['é', 'É'], ['e']],
  ['(?is)^a.$', ['A\n', 'ab'], ['a']],
  ['(?m)^b$', ['a\nb', 'b'], ['ab']],
  ['(?x) ^ a b # the start\n c $', ['abc'], ['a b c']],
  ['\\A[a-z]+\\z', ['ab'], ['ab1', 'A']],
  ['\\A\\d+\\Z', ['12'], ['12\n']],
  ['^\\p{Greek}+$', ['αβ'], ['ab']],
  ['^\\pL\\PL$', ['a1'], ['11']],
  ['^\\p{IsCyrillic}\\p{lowercase_letter}\\p{^N}$', ['жbc'], ['bbc', 'жb1']],
  ['^[[:alpha:]_][[:^digit:]]$', ['a-', '_x'], ['1-', 'a1']],
  ['^[]a]+$', [']a'], ['b']],
  ['^\\x{1F600}\\U0001F600$', ['😀😀'], ['😀']],
  ['^a{,2}$', ['', 'aa'], ['aaa']],
  ['^\\-\\_\\@{x}$', ['-_@{x}'], ['-_@x']],
  ['^[\\w-.]+$', ['a-.'], ['+']],
  ['^(?#a comment)\\a$', ['\u0007'], ['a']],
]

describe('patterns in the spelling of Python and Rust mean the same here', () => {
  test.each(foreign)('%s', (source, fitting, others) => {
    const pattern = checkPattern(source, '')
    for (const text of fitting) expect(pattern.test(text), JSON.stringify(text)).toBe(true)
    for (const text of others) expect(pattern.test(text), JSON.stringify(text)).toBe(false)
    for (let seed = 0; seed < 10; seed++)
      expect(pattern.test(writePattern(pattern, 0, 40, createRandom(seed))!)).toBe(true)
  })

  test.each([
    ['a++b', /possessive/],
    ['(?>a|b)c', /atomic group/],
    ['(a)?(?(1)b|c)', /condition/],
    ['[a-z&&[^aeiou]]', /&& between classes/],
    ['\\Qa.b\\E', /\\Q means nothing/],
    ['\\p{Nothing}', /no property/],
    ['(?U)a+', /flag "U"/],
    ['(?P>name)', /recursion/],
    ['(a)\\2', /group that is not there/],
    ['([', /Unterminated/],
  ])('%s is refused by name', (source, reason) => {
    expect(() => checkPattern(source, '/pattern')).toThrow(reason)
  })
})

describe('what is written matches', () => {
  const unwritable = ['(?<!\\$)\\b\\d+', '[]']
  const sources = cases.map(([source]) => source).filter((source) => !unwritable.includes(source))
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

test('a pattern that explodes elsewhere is tested in linear time', () => {
  const { ms } = cpuTime(() => {
    expect(checkPattern('^(a+)+$', '').test(`${'a'.repeat(20_000)}b`)).toBe(false)
    expect(checkPattern('^(?=a)(a|a)+$', '').test(`${'a'.repeat(5_000)}b`)).toBe(false)
    expect(checkPattern('^(?:a?){10}a{10}$', '').test('a'.repeat(20_000))).toBe(false)
  })
  expect(ms).toBeLessThan(2_000)
})

test('where no linear engine can follow, a text that takes too long has no answer', () => {
  const { ms } = cpuTime(() => {
    expect(() => checkPattern('^(.+)(.+)(.+)\\1\\2\\3$', '').test(`${'a'.repeat(3_000)}b`)).toThrow(
      OutOfSteps,
    )
  })
  expect(ms).toBeLessThan(2_000)
})

test.each([
  ['^[a-z]{3}@example.com$', /^[a-z]{3}@example\.com$/],
  ['^(a.)+$', /^(a\.)+$/],
  ['^.{3}$', /^[^.]{3}$/],
  ['^(?!.*\\.)a.c$', /^a[^.]c$/],
])('a dot that stands for one character is written as a dot where it may be: %s', (source, wanted) => {
  const pattern = checkPattern(source, '')
  for (let seed = 0; seed < 20; seed++)
    expect(writePattern(pattern, 0, 20, createRandom(seed))).toMatch(wanted)
})
