import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { buildBook, createBookBuilder } from '../../src/scenario/build-book.ts'
import { foldCase } from '../../src/scenario/match/fold.ts'
import { ruleMatches } from '../../src/scenario/match/find-rule.ts'
import { createGramIndex } from '../../src/scenario/match/gram-index.ts'
import { NativeTest } from '../../src/scenario/match/native-pattern.ts'
import { compilePattern } from '../../src/scenario/match/pattern.ts'
import { isPlainPattern } from '../../src/scenario/match/plain-pattern.ts'
import { Probe } from '../../src/scenario/match/probe.ts'
import { requiredLiterals } from '../../src/scenario/match/required-literals.ts'
import { unreachable } from '../../src/scenario/match/shadow.ts'
import { answering, ask, NO_HISTORY } from './support.ts'

const SEED = 20251124
const letters = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'ſ', 's', 'K', 'Σ', 'ς', ' ', 'é'),
  maxLength: 24,
})
const word = fc.constantFrom('a', 'ab', 'abc', 'aB', 'b a', 'sa', 'kk', 'aab', 'ba ba')
const regex = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      's',
      'k',
      '.',
      '\\d',
      '[ab]',
      '(ab|ba)',
      '(?:a)?',
      'b*',
      'a+',
      '(sa|)',
      '^',
      '$',
      '|',
      '\\.',
      'a{2}',
      '\\bk',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))
const textMatcher = fc.oneof(
  word,
  fc.array(word, { minLength: 1, maxLength: 3 }),
  regex.map((source) => `/${source}/i`),
  regex.map((source) => `/${source}/`),
  word.map((equals) => ({ equals })),
  word.map((starts_with) => ({ starts_with })),
  fc.record({ ends_with: word, not: word }),
)
const value = fc.constantFrom('x', 'y', 'gpt-4o', '/^x/')
const condition = fc.record(
  {
    message: textMatcher,
    any_message: textMatcher,
    deployment: fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 2 })),
    header: fc.record({ 'x-a': value }),
    body: fc.record({ n: fc.oneof(fc.constantFrom(1, 2, '1', true, null), fc.record({ contains: word })) }),
    stream: fc.boolean(),
    tools: fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 2 })),
    turn: fc.constantFrom<unknown>(1, { gt: 1 }),
  },
  { requiredKeys: [] },
)
/** So few values that rules often cover one another. */
const narrow = fc.record(
  {
    message: fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 2 })),
    deployment: fc.constantFrom<unknown>('x', 'y', ['x', 'y']),
    stream: fc.constant(true),
  },
  { requiredKeys: ['message'] },
)
const when = fc.oneof(
  { weight: 4, arbitrary: condition },
  { weight: 2, arbitrary: fc.oneof(word, textMatcher).map((message) => ({ message })) },
  {
    weight: 1,
    arbitrary: fc.record({ any: fc.array(condition, { minLength: 1, maxLength: 3 }), not: condition }),
  },
)
const request = fc
  .record({
    message: letters,
    deployment: fc.constantFrom('x', 'y', 'gpt-4o'),
    headers: fc.constantFrom<Record<string, string>>({}, { 'x-a': 'x' }, { 'x-a': 'y' }),
    body: fc.record({
      n: fc.constantFrom<unknown>(1, '1', 2, true, null, ['ab', 'x'], 'xabx'),
      stream: fc.boolean(),
      tools: fc.constantFrom<unknown>([], [{ type: 'function', function: { name: 'x' } }]),
    }),
  })
  .map(ask)

/** A file of one rule; its name says where it stands among the others, which is not in the order in which they were made. */
function fileOf(one: unknown, n: number) {
  const scenario = { name: `r${n}`, when: one, reply: 'x', priority: n % 3 }
  return { path: `${(n * 7) % 10}-${n}.json`, text: JSON.stringify({ scenarios: [scenario] }) }
}

function bookOfWhens(whens: readonly unknown[]) {
  const scenarios = whens.map((one, i) => ({ name: `r${i}`, when: one, reply: 'x', priority: i % 3 }))
  const result = buildBook([{ path: 'a.json', text: JSON.stringify({ scenarios }) }])
  if (result.book === undefined) throw new Error(JSON.stringify(result.diagnostics))
  return { ...result, book: result.book }
}

describe('the index', () => {
  test('finds the rule that a look at every rule finds', () => {
    fc.assert(
      fc.property(
        fc.array(when, { minLength: 1, maxLength: 20 }),
        fc.array(request, { maxLength: 6 }),
        (whens, requests) => {
          const { book } = bookOfWhens(whens)
          for (const asked of requests) {
            const naive = book.rules.find((rule) => ruleMatches(rule, new Probe(asked, NO_HISTORY)))
            expect(answering(book, asked)).toBe(naive?.name)
          }
        },
      ),
      { seed: SEED, numRuns: 400 },
    )
  })

  test('finds it too where rules came, went, changed and moved since all were filed', () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 2 }),
      add: fc.array(when, { maxLength: 2 }),
    })
    let made = 100
    let settled = 0
    fc.assert(
      fc.property(
        fc.array(when, { minLength: 1, maxLength: 20 }),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.array(request, { minLength: 1, maxLength: 6 }),
        (whens, edits, requests) => {
          const builder = createBookBuilder()
          const files = whens.map(fileOf)
          const first = builder.build(files).book!
          for (const { at, remove, add } of edits) {
            files.splice(at % (files.length + 1), remove, ...add.map((one) => fileOf(one, ++made)))
            const book = builder.build(files).book!
            for (const asked of requests) {
              const probe = new Probe(asked, NO_HISTORY)
              const naive = book.rules.find((rule) => ruleMatches(rule, probe))
              expect(answering(book, asked)).toBe(naive?.name)
              const numbers = book.index.candidates(probe)
              expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
              expect(numbers.every((n) => n >= 0 && n < book.rules.length)).toBe(true)
              for (const n of numbers) {
                if (!book.index.isSettled(n)) continue
                settled++
                expect(ruleMatches(book.rules[n]!, probe)).toBe(true)
              }
            }
          }
          // A book that answers still is not touched by those that follow it.
          for (const asked of requests)
            expect(answering(first, asked)).toBe(
              first.rules.find((rule) => ruleMatches(rule, new Probe(asked, NO_HISTORY)))?.name,
            )
        },
      ),
      { seed: SEED, numRuns: 200 },
    )
    expect(settled).toBeGreaterThan(100)
  })

  test('a rule that is called unreachable never answers', () => {
    let warned = 0
    fc.assert(
      fc.property(
        fc.array(narrow, { minLength: 2, maxLength: 12 }),
        fc.array(request, { maxLength: 8 }),
        (whens, requests) => {
          const { book } = bookOfWhens(whens)
          const dead = new Set(unreachable(book.rules).map(({ rule }) => rule.name))
          warned += dead.size
          for (const asked of requests) expect(dead).not.toContain(answering(book, asked) ?? 'none')
        },
      ),
      { seed: SEED, numRuns: 300 },
    )
    expect(warned).toBeGreaterThan(50)
  })

  test('looks at few of ten thousand rules', () => {
    const { book } = bookOfWhens(
      Array.from({ length: 10_000 }, (_, i) =>
        i % 2 ? { message: `question ${i} end` } : { message: `/number ${i} (\\d+)/i` },
      ),
    )
    const probe = new Probe(ask({ message: 'Here is NUMBER 5000 12, or question 7777 end' }), NO_HISTORY)
    expect(
      book.index
        .candidates(probe)
        .map((n) => book.rules[n]!.name)
        .sort(),
    ).toEqual(['r5000', 'r7777'])
  })
})

test('of a pattern, or of each in a list, the text is looked up that the fewest rules want', () => {
  const number = (i: number) => String(i).padStart(4, '0')
  const { book } = bookOfWhens(
    Array.from({ length: 1000 }, (_, i) => {
      const pattern = `/question (number|no) ${number(i)}\\b.*suite/i`
      return i % 2 ? { message: pattern } : { message: [pattern, `/a much longer question ${number(i)}x/`] }
    }),
  )
  const among = (message: string) => book.index.candidates(new Probe(ask({ message }), NO_HISTORY)).length
  expect(among('Question no 0042 of the suite')).toBe(1)
  expect(among('A much longer question 0042x')).toBe(1)
  expect(among('Question number 5042, a much longer question, of the suite')).toBe(0)
})

// The last one has the hash of the first.
const LETTERS = ['a', 'b', 'c', '\u0160']

test('the gram index finds what includes finds', () => {
  const literals = fc.array(fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 20 }), {
    minLength: 1,
    maxLength: 40,
  })
  fc.assert(
    fc.property(literals, fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 200 }), (all, text) => {
      const found = new Set<number>()
      createGramIndex(all).scan(text, (n) => found.add(n))
      expect([...found].sort((a, b) => a - b)).toEqual(
        all.flatMap((literal, n) => (text.includes(literal) ? [n] : [])),
      )
    }),
    { seed: SEED, numRuns: 500 },
  )
})

describe('required literals', () => {
  test.each<[string, readonly (readonly string[])[]]>([
    ['refund.*order (\\d+)', [['refund'], ['order ']]],
    ['question (number|no) 00042\\b.*suite', [['question '], [' 00042'], ['suite'], ['number', 'no']]],
    ['Hello', [['hello']]],
    ['hello|good (morning|day)', [['hello', 'good ']]],
    ['(morning|evening) x', [['morning', 'evening'], [' x']]],
    ['(?:abc.*defg)h', [['defg'], ['abc'], ['h']]],
    ['(abc|b*)de', [['de']]],
    ['ab?c', [['a'], ['c']]],
    ['colou?r', [['colo'], ['r']]],
    ['a\\.b', [['a.b']]],
    ['(?:abc)?d', [['d']]],
    ['(?<name>abc)+', [['abc']]],
    ['a|b*', []],
    ['\\d+', []],
    ['[abc]', []],
    ['\\x41bc', []],
    ['(?i)abc', []],
    ['[[:alpha:]]bc', []],
    ['é', []],
  ])('%s', (source, expected) => {
    expect(requiredLiterals(source)).toEqual(expected)
  })

  test('stand in every text that matches, one of each set', () => {
    let told = 0
    fc.assert(
      fc.property(regex, fc.constantFrom('', 'i'), letters, (source, flags, text) => {
        const pattern = compilePattern(source, flags)
        if ('problem' in pattern || pattern.captures(text) === undefined) return
        told += pattern.literals.length
        for (const set of pattern.literals)
          expect(set.some((literal) => foldCase(text).includes(literal))).toBe(true)
      }),
      { seed: SEED, numRuns: 5000 },
    )
    expect(told).toBeGreaterThan(200)
  })
})

describe('the native test of a plain pattern', () => {
  const parts =
    'a b K s . \\d \\s \\w \\W \\b ^ $ | ( (?: ) .* .+? a? b?? \\. \\s+ [^a] [^k]* [as1] (a|b) (?:ab|b)? )?'
  const part = fc.constantFrom(...parts.split(' '))
  const source = fc.array(part, { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''))
  const text = fc.string({
    unit: fc.constantFrom(...'abkKsS1 .,_\n\t\r\v\f\u00a0éſK\u2028'),
    maxLength: 20,
  })

  test('says what re2 says', () => {
    let [asked, held] = [0, 0]
    fc.assert(
      fc.property(source, fc.constantFrom('', 'i', 'm', 's', 'imsu'), text, (source, flags, text) => {
        const said = NativeTest.of(source, flags).test(text)
        if (said === undefined) return
        asked++
        if (said) held++
        const re2 = RE2JS.compile(
          RE2JS.translateRegExp(source),
          (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
            (flags.includes('m') ? RE2JS.MULTILINE : 0) |
            (flags.includes('s') ? RE2JS.DOTALL : 0),
        )
        expect(said, `/${source}/${flags} on ${JSON.stringify(text)}`).toBe(re2.test(text))
      }),
      { seed: SEED, numRuns: 30_000 },
    )
    expect(asked).toBeGreaterThan(500)
    expect(held).toBeGreaterThan(200)
  })

  test.each([
    ['a.*b', 'a'.repeat(1025)],
    ['a.*b.*c', 'a'.repeat(102)],
    ['(a|b)(c|d).*e', 'a'.repeat(513)],
    ['abc', 'é'],
    ['a.c', 'a\rc'],
    ['(a+)+', 'a'],
    ['(?:ab)*', 'a'],
    ['a{2}', 'aa'],
  ])('/%s/ is left to re2 where it could take long or differ', (source, text) => {
    expect(NativeTest.of(source, '').test(text)).toBeUndefined()
  })

  test('takes what people write to a model', () => {
    const native = NativeTest.of('question (number|no) 00042\\b.*suite', 'i')
    expect(native.test('17: Question no 00042 of the suite')).toBe(true)
    expect(native.test('17: Question no 000421 of the suite')).toBe(false)
  })
})

test('a plain pattern always compiles', () => {
  const unit = fc.constantFrom(
    ...'ab1 .,-/()|*+?[]{}^$\\',
    '\\d',
    '\\b',
    '(?:',
    '[a-z]',
    '[^x]',
    '(',
    ')',
    '\\.',
  )
  let plain = 0
  fc.assert(
    fc.property(
      fc.array(unit, { maxLength: 12 }).map((parts) => parts.join('')),
      (source) => {
        if (!isPlainPattern(source)) return
        plain++
        expect(() => RE2JS.compile(RE2JS.translateRegExp(source)), source).not.toThrow()
      },
    ),
    { seed: SEED, numRuns: 20_000 },
  )
  expect(plain).toBeGreaterThan(500)
  expect(
    ['refund.*order (\\d+)', 'status of (item|order) 7\\b', '^hello[,!]? world$'].every(isPlainPattern),
  ).toBe(true)
  expect(['a{2}', '(?=x)', 'é', 'a**', '(', '\\1', '[z-a]'].some(isPlainPattern)).toBe(false)
})
