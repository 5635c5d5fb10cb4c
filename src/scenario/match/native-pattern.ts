import { patternParts } from './plain-pattern.ts'

/**
 * The engine's own `RegExp` in place of re2's, for plain patterns and short plain texts: there both give the same answer, and
 * this one is ready at once where re2 builds its machine for a third of a millisecond. It backtracks, so it is used only where
 * that is bounded: a text is short enough when all ways through it are fewer than `MOST_WAYS`. A class: with thousands of them
 * each closure would be another trip to main memory.
 */
export class NativeTest {
  /** -1: it fits no text. */
  readonly #longest: number
  readonly #compiled: RegExp

  private constructor(longest: number, compiled: RegExp) {
    this.#longest = longest
    this.#compiled = compiled
  }

  static of(source: string, flags: string): NativeTest {
    const ways = waysThrough(source)
    if (ways === undefined) return NativeTest.never
    // A match may begin anywhere, and each loop may end anywhere behind that.
    const longest = Math.floor((MOST_WAYS / ways.choices) ** (1 / (1 + ways.loops)))
    return new NativeTest(longest, new RegExp(source, flags.replace('u', '')))
  }

  static readonly never = new NativeTest(-1, /./)

  /** Whether a short text holds a match; undefined for a text that is not to be asked of it. */
  test(text: string): boolean | undefined {
    return text.length > this.#longest || !PLAIN_TEXT.test(text) ? undefined : this.#compiled.test(text)
  }
}

const MOST_WAYS = 2 ** 16

/** On other characters the two differ: in what a dot leaves out, what white space is, and which letters are one without case. */
const PLAIN_TEXT = /^[\t\n\x20-\x7e]*$/

/** Undefined for a loop over a group: a loop within it would multiply its ways by themselves. */
function waysThrough(source: string): { readonly loops: number; readonly choices: number } | undefined {
  const parts = patternParts(source)
  if (parts === undefined) return undefined
  let loops = 0
  let choices = 1
  for (const part of parts) {
    const quantifier = part.length > 1 ? /[*+?]\??$/.exec(part.replace(/^\\./, 'x'))?.[0] : undefined
    if (part === '|' || quantifier?.startsWith('?') === true) choices *= 2
    else if (quantifier !== undefined) {
      if (part.startsWith(')')) return undefined
      loops++
    }
  }
  return { loops, choices }
}
