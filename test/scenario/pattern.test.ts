import { describe, expect, test } from 'vitest'
import { foldCase } from '../../src/scenario/match/fold.ts'
import { compilePattern, splitPattern } from '../../src/scenario/match/pattern.ts'

function fits(written: string, text: string): boolean {
  const { source, flags } = splitPattern(written)!
  const pattern = compilePattern(source, flags)
  if ('problem' in pattern) throw new Error(pattern.problem)
  return pattern.test(text, foldCase(text))
}

describe('patterns as JavaScript writes them', () => {
  test.each([
    ['/\\p{Script=Greek}+/u', 'καλημέρα', true],
    ['/\\p{sc=Greek}/u', 'hello', false],
    ['/^\\p{Letter}+$/u', 'été', true],
    ['/^\\P{Letter}+$/u', '123', true],
    ['/\\p{Uppercase_Letter}/u', 'abC', true],
    ['/\\p{General_Category=Decimal_Number}/u', '٣', true],
    ['/[\\p{Letter}\\p{Number}]{3}/u', 'a1é', true],
    ['/\\\\p{Letter}/', '\\p{Letter}', true],
    ['/^.$/u', '😀', true],
    ['/\\u{1F600}/u', '😀', true],
    ['/ÉTÉ/i', 'été', true],
    ['/a.c/s', 'a\nc', true],
    ['/a.c/', 'a\nc', false],
    ['/^b$/m', 'a\nb\nc', true],
    ['/^b$/', 'a\nb\nc', false],
  ])('%s on %j: %s', (written, text, expected) => {
    expect(fits(written, text)).toBe(expected)
  })

  test('a class that does not exist is told', () => {
    expect(compilePattern('\\p{constructor}', 'u')).toMatchObject({
      hint: expect.stringContaining('no such Unicode class'),
    })
  })

  test.each(['k<n>', 'h', 'R', 'X', 'Z', 'G', 'K', 'N', 'e'])('\\%s means nothing here', (escape) => {
    expect(compilePattern(`a\\${escape}`, '')).toMatchObject({
      problem: expect.stringContaining('means nothing'),
    })
    expect(compilePattern(`a\\\\${escape.replace(/[<>]/g, '')}`, '')).toHaveProperty('written')
  })

  test.each(['g', 'y', 'v', 'd', 'ii', 'bin'])('the flags %s are none', (flags) => {
    expect(compilePattern('a', flags)).toHaveProperty('hint')
  })
})

test.each([
  '(a+)+$',
  '(a|aa)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(a?){500}a{500}',
  '.*.*.*=.*',
  '((a{0,30}){0,30})b',
])('%s takes linear time on 100,000 characters', (source) => {
  const pattern = compilePattern(source, '')
  if ('problem' in pattern) throw new Error(pattern.problem)
  const text = 'a'.repeat(100_000)
  const start = performance.now()
  pattern.test(text, text)
  pattern.captures(text)
  expect(performance.now() - start).toBeLessThan(5000)
})
