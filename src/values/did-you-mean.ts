import { createRequire } from 'node:module'
import type * as levenshteinModule from 'fastest-levenshtein'

/** A name has one typing mistake for each so many letters, and a short one at least one or two. */
const LETTERS_PER_MISTAKE = 3

/** Only the beginning of a name is compared: a hint must cost little whatever was given. Letters. */
const MOST_COMPARED = 100

/** `; did you mean …?` where a known name is near, else nothing. */
export function didYouMean(name: string, known: readonly string[], prefix = ''): string {
  const near = nearest(name, known)
  return near === undefined ? '' : `; did you mean ${prefix}${near}?`
}

/**
 * The known name that a misspelt one is most likely meant to be: one that begins with it, or one that few mistakes lead to.
 * `mistakes`: how many at most; by the length of the name unless given.
 */
export function nearest(
  name: string,
  known: readonly string[],
  mistakes = mistakesIn(name),
): string | undefined {
  const best = byNearness(name, known)[0]
  return best === undefined || best.far > mistakes ? undefined : best.name
}

/** The known names, the nearest first. */
export function nearestFirst(name: string, known: readonly string[]): readonly string[] {
  return byNearness(name, known).map((it) => it.name)
}

function byNearness(given: string, known: readonly string[]): { name: string; far: number }[] {
  const { distance } = createRequire(import.meta.url)('fastest-levenshtein') as typeof levenshteinModule
  const text = given.slice(0, MOST_COMPARED).toLowerCase()
  const isBegun = text.length > 2
  return known
    .map((name) => {
      const lower = name.toLowerCase()
      const edits = distance(text, lower)
      return { name, edits, far: isBegun && lower.startsWith(text) ? 0 : edits }
    })
    .sort((a, b) => a.far - b.far || a.edits - b.edits)
}

function mistakesIn(name: string): number {
  return name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / LETTERS_PER_MISTAKE))
}
