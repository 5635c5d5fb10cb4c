import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asciiPieceEnd } from '../../src/provider/tokens/ascii-piece.ts'
import { ESTIMATE } from '../../src/provider/tokens/estimate.ts'
import { loadTokenizer } from '../../src/start/tokenizers.ts'
import { cpuTime } from '../support/cpu-time.ts'

/** What a piece is, in any script. */
const WORDS =
  / ?[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]{1,2}\p{M}*| ?\p{L}[\p{L}\p{M}'’\u200c\u200d]*| ?\p{N}{1,3}\p{M}*| ?[^\s\p{L}\p{N}]+|\s+/gu

function piecesFrom(text: string): string[] {
  const pieces: string[] = []
  let at = 0
  for (let end = 0; at < text.length && end !== -1; at = Math.max(at, end)) {
    end = asciiPieceEnd(text, at)
    if (end !== -1) pieces.push(text.slice(at, end))
  }
  return [...pieces, ...[...text.slice(at).matchAll(WORDS)].map(([word]) => word)]
}

const o200k = await loadTokenizer('o200k')
const tokenizers = [
  { name: 'estimate', tokenizer: ESTIMATE },
  { name: 'o200k', tokenizer: o200k },
]

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const CHARACTERS = [
  '👩‍👩‍👧‍👦', '🏳️‍🌈', '❤️', '1️⃣', '👍🏽', '🇳🇴', 'é', 'e\u0301', '漢', 'か\u3099', '한', 'नि', '\r\n', '—', '“', 'a', ' ', '{"', '12', 'word', '<|endoftext|>',
] // prettier-ignore
const texts = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 60 }).map((parts) => parts.join(''))

describe.each(tokenizers)('$name', ({ tokenizer }) => {
  test('pieces make up the text, and none ends inside a character', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const pieces = tokenizer.tokenize(text)
        expect(pieces.join('')).toBe(text)
        const ends = new Set([...graphemes.segment(text)].map(({ index }) => index)).add(text.length)
        let end = 0
        for (const piece of pieces) expect(ends.has((end += piece.length)), JSON.stringify(pieces)).toBe(true)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test.each(['a', '漢', '🙂', '=', ' ', 'a\u0301'])('a long run of %j is cut in bounded time', (unit) => {
    const text = unit.repeat(40_000)
    const { ms } = cpuTime(() => {
      expect(tokenizer.tokenize(text).join('').length).toBe(text.length)
      expect(tokenizer.count(text)).toBeGreaterThan(0)
    })
    expect(ms).toBeLessThan(4000)
  })
})

test('the estimate cuts ASCII text as it cuts any other', () => {
  const units = [...'aZ09 \t\n\r\'".,{}=\u0000\u007f', 'é', '漢', '\u0301', '\u00a0', '’', '٣']
  const text = fc.array(fc.constantFrom(...units), { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (it) => {
      expect(piecesFrom(it), JSON.stringify(it)).toEqual([...it.matchAll(WORDS)].map(([word]) => word))
    }),
    { seed: 1, numRuns: 3000 },
  )
})

test('o200k counts as gpt-4o does', () => {
  expect(o200k.count('The quick brown fox jumps over the lazy dog.')).toBe(10)
  expect(o200k.count('<|endoftext|>')).toBe(7)
})

test('the estimate is near the real count for English prose', () => {
  const text = `It helps to start from what you already have. Write down the three things that matter most to you,
give each of them a deadline, and decide who will look after it. Most plans fail because nobody owned the second step,
not because the first one was wrong.`
  expect(ESTIMATE.count(text) / o200k.count(text)).toBeCloseTo(1, 1)
})
