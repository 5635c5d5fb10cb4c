/**
 * Text with its case taken away. Two letters need a hand: re2 takes the long s for an s, and a sigma at a word's end has
 * a form of its own.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase()
  return SPECIAL.test(lower) ? lower.replaceAll('ſ', 's').replaceAll('ς', 'σ') : lower
}

const SPECIAL = /[ſς]/
