import type { Random } from '../../random/random.ts'
import { re2Char, re2Class, re2Set } from './re2-class.ts'

/** A set of characters: what may stand in one place of a pattern. */
export interface CharClass {
  has(char: string): boolean
  /** Characters of the set that read well, best first by kind; empty only when the set is (nearly) empty. */
  readonly sample: readonly string[]
  /** The character, when the set holds just that one. */
  readonly single?: string
  /** The set as RE2 spells it between brackets; undefined where it has no name for it. */
  readonly re2: string | undefined
}

const LETTERS = span('a', 'z')
const ALPHABET = [
  ...LETTERS,
  ...span('A', 'Z'),
  ...span('0', '9'),
  ...' -_.,:;!?@#$%&*+=/\\()[]{}<>|~^\'"`',
  ...'\t\n\r\f\v',
  ...span('\u00a0', '\u017f'),
  ...span('\u0391', '\u03c9'),
  ...span('\u0410', '\u044f'),
  ...span('\u05d0', '\u05ea'),
  ...span('\u0627', '\u064a'),
  ...span('\u3042', '\u3093'),
  ...span('\u4e00', '\u4e40'),
  ...span('\u0300', '\u030f'),
  ...'\u2013\u2014\u20ac\u2192\u2028😀🚀',
]
const READABLE = new Set([...LETTERS, ...span('A', 'Z'), ...span('0', '9')])

const known = new Map<string, CharClass>()

/** `.`, `\d`, `\W`, `\p{Lu}` … */
export function escapedClass(source: string): CharClass {
  let found = known.get(source)
  if (found === undefined) {
    // One character at a time: nothing here can take long.
    const test = new RegExp(`^${source}$`, 'u')
    const has = (char: string) => test.test(char)
    found = { has, sample: choose(ALPHABET.filter(has)), re2: re2Class(source) }
    if (known.size < 500) known.set(source, found)
  }
  return found
}

/** What a dot stands for. */
export const anyChar = escapedClass('.')

/** A character, a range, or a set that stands inside another. */
export type ClassPart = string | readonly [string, string] | CharClass

export function charClass(parts: readonly ClassPart[], negative = false): CharClass {
  const only = parts[0]
  if (!negative && parts.length === 1 && typeof only === 'string')
    return { has: (char) => char === only, sample: [only], single: only, re2: re2Char(only) }
  const within = (char: string) => parts.some((part) => partHas(part, char))
  const has = negative ? (char: string) => !within(char) : within
  const re2 = re2Set(parts, negative)
  if (negative) return { has, sample: choose(ALPHABET.filter(has)), re2 }
  return { has, sample: [...new Set(parts.flatMap(sampleOf))], re2 }
}

/** One character of the set, or undefined when none is known. */
export function drawChar(of: CharClass, random: Random): string | undefined {
  return of.sample.length === 0 ? undefined : of.sample[Math.floor(random.next() * of.sample.length)]
}

function partHas(part: ClassPart, char: string): boolean {
  if (typeof part === 'string') return part === char
  if ('has' in part) return part.has(char)
  const code = char.codePointAt(0)!
  return code >= part[0].codePointAt(0)! && code <= part[1].codePointAt(0)!
}

function sampleOf(part: ClassPart): readonly string[] {
  if (typeof part === 'string') return [part]
  if ('has' in part) return part.sample
  const printable = ALPHABET.slice(0, 95).filter((char) => partHas(part, char))
  return printable.length > 0 ? printable : span(part[0], part[1]).slice(0, 64)
}

/** A wide set is narrowed to letters and digits, so that `.` does not read like line noise. */
function choose(chars: readonly string[]): readonly string[] {
  const readable = chars.filter((char) => READABLE.has(char))
  // What is a letter beyond ASCII, the languages' engines do not agree on.
  const ascii = chars.filter((char) => char < '\u0080')
  if (readable.length === 0) return (ascii.length > 0 ? ascii : chars).slice(0, 64)
  const lower = readable.filter((char) => char >= 'a' && char <= 'z')
  return lower.length > 0 ? [...lower, ...lower, ...readable] : readable
}

function span(first: string, last: string): string[] {
  const list: string[] = []
  const end = Math.min(last.codePointAt(0)!, first.codePointAt(0)! + 400)
  for (let code = first.codePointAt(0)!; code <= end; code++)
    if (code < 0xd800 || code > 0xdfff) list.push(String.fromCodePoint(code))
  return list
}
