/** How often each word stands in a text, without regard to case. */
export type Words = ReadonlyMap<string, number>

export function wordsOf(text: string): Words {
  const words = new Map<string, number>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu))
    words.set(word, (words.get(word) ?? 0) + 1)
  return words
}

/**
 * How alike two texts are, 0 to 1: the cosine of their word counts. A stand-in for embeddings, which nobody makes here:
 * texts with the same words are alike, a paraphrase in other words is not.
 */
export function similarity(a: Words, b: Words): number {
  let dot = 0
  for (const [word, count] of a) dot += count * (b.get(word) ?? 0)
  const length = Math.sqrt(squares(a) * squares(b))
  return length === 0 ? 0 : Math.min(1, dot / length)
}

function squares(words: Words): number {
  let sum = 0
  for (const count of words.values()) sum += count * count
  return sum
}
