/** Cuts texts into the pieces that a model would make: for `usage`, and for how a stream comes in. */
export interface Tokenizer {
  /** Pieces that make up the text; none ends inside a character that a reader sees as one. */
  tokenize(text: string): readonly string[]
  /** How many tokens a text counts for. */
  count(text: string): number
}

/** Text in the pieces that it is given, those joined that would part what a reader sees as one character. */
export function withWholeCharacters(text: string, pieces: readonly string[]): readonly string[] {
  const whole: string[] = []
  let start = 0
  let end = 0
  for (const piece of pieces) {
    end += piece.length
    if (end === start || !isBetweenCharacters(text, end)) continue
    whole.push(text.slice(start, end))
    start = end
  }
  return whole
}

/** Whether a reader sees one character end, and perhaps another begin, at this index. */
export function isBetweenCharacters(text: string, index: number): boolean {
  if (index <= 0 || index >= text.length) return true
  if (isSimple(text.charCodeAt(index - 1)) && isSimple(text.charCodeAt(index))) return true
  const from = Math.max(0, index - WINDOW)
  // The whole text would do as well, but looking at it takes time by its length.
  const window = text.slice(from, index + WINDOW)
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return graphemes.segment(window).containing(index - from)?.index === index - from
}

/** Code units that always are a character of their own: Latin letters, CJK ideographs. */
function isSimple(unit: number): boolean {
  return (unit < 0x300 && unit !== 0x0d) || (unit >= 0x3400 && unit < 0xa000)
}

/** Longer than what decides about one place; even in flags, which come in pairs of pairs of code units. */
const WINDOW = 40

/** Made for the first text that needs it: it takes ten milliseconds. */
let graphemes: Intl.Segmenter | undefined
