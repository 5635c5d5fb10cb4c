/**
 * Texts cut into pieces that look like a model's tokens: a word with the blank before it, up to three digits, a run of
 * punctuation. An estimate: no vocabulary is loaded. Pieces never cut a character that is more than one code point.
 */
export function tokenize(text: string): readonly string[] {
  const pieces: string[] = []
  for (const [word] of text.matchAll(WORDS)) {
    if (word.length <= LONGEST) pieces.push(word)
    else cutLong(word, pieces)
  }
  return pieces
}

/** How many tokens a text counts for. */
export function countTokens(text: string): number {
  let count = 0
  for (const [word] of text.matchAll(WORDS))
    count += word.length <= LONGEST ? 1 : Math.ceil(word.length / CUT)
  return count
}

const LONGEST = 12
const CUT = 6
const WORDS = / ?[\p{L}\p{M}'’]+| ?\p{N}{1,3}| ?[^\s\p{L}\p{M}\p{N}]+|\s+/gu

function cutLong(word: string, pieces: string[]): void {
  let piece = ''
  for (const { segment } of graphemes.segment(word)) {
    piece += segment
    if (piece.length >= CUT) {
      pieces.push(piece)
      piece = ''
    }
  }
  if (piece !== '') pieces.push(piece)
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
