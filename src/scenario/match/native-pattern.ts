import { patternParts } from './plain-pattern.ts'

/** Whether a short text holds a match; undefined for a text that is not to be asked of it. */
export type NativeTest = (text: string) => boolean | undefined

/**
 * The engine's own `RegExp` in place of re2's, for plain patterns and short plain texts: there both give the same answer, and
 * this one is ready at once where re2 builds its machine for a third of a millisecond. It backtracks, so it is used only where
 * that is bounded: a text is short enough when all ways through it are fewer than `MOST_WAYS`. Undefined where it never fits.
 */
export function nativeTest(source: string, flags: string): NativeTest | undefined {
  const ways = waysThrough(source)
  if (ways === undefined) return undefined
  // A match may begin anywhere, and each loop may end anywhere behind that.
  const longest = Math.floor((MOST_WAYS / ways.choices) ** (1 / (1 + ways.loops)))
  let compiled: RegExp | undefined
  return (text) => {
    if (text.length > longest || !PLAIN_TEXT.test(text)) return undefined
    return (compiled ??= new RegExp(source, flags.replace('u', ''))).test(text)
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
