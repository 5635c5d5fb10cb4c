import { foldedChar, foldedRange } from './fold-case.ts'
import { posixClass } from './posix-class.ts'
import { propertyEscape } from './property-escape.ts'

/** What a pattern asks for that no value can be made for, in words. */
export class UnusablePattern extends Error {}

interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly x: boolean
}

const NONE: Flags = { i: false, m: false, s: false, x: false }

/** What stands outside a character class. */
const TOKEN =
  /\\(?:[pPxu]\{[^}]{0,80}\}|[pP][A-Za-z]|k<[^>]{0,80}>|U[0-9A-Fa-f]{8}|c[A-Za-z]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[1-9]\d*|0\d*|[^])|\(\?#[^)]{0,500}\)|\(\?P=\w{1,80}\)|\(\?P?(?:<[=!]|<[^>]{0,80}>|[=!]|[a-zA-Z]{0,20}(?:-[a-zA-Z]{1,20})?[:)]|.?)|(?:[*+?]|\{\d*(?:,\d*)?\})[+]?|[^]/uy
/** What stands inside one. */
const ATOM =
  /\[:\^?[a-z]+:\]|\\(?:[pPxu]\{[^}]{0,80}\}|[pP][A-Za-z]|U[0-9A-Fa-f]{8}|c[A-Za-z]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[0-7]{1,3}|[^])|[^]/uy

/**
 * A pattern as JavaScript's `u` mode reads it. JSON Schema asks for JavaScript's spelling; clients send Python's and
 * Rust's too: `(?P<name>…)`, a leading `(?i)`, `\A…\z`, `\p{Greek}`, `[[:alpha:]]`.
 * @throws UnusablePattern for what has no such spelling, by its name
 */
export function toJavaScript(source: string): string {
  const strange = !compiles(source)
  let groups: number | undefined
  const scopes: Flags[] = []
  let flags = NONE
  let out = ''
  for (let at = 0; at < source.length;) {
    if (source[at] === '[') {
      const { text, end } = readClass(source, at, flags, strange)
      out += text
      at = end
      continue
    }
    TOKEN.lastIndex = at
    const token = TOKEN.exec(source)![0]
    at += token.length
    if (flags.x && token === '#') at = endOfLine(source, at)
    else if (token.startsWith('(')) openGroup(token)
    else if (token === ')') {
      flags = scopes.pop() ?? NONE
      out += token
    } else out += plain(token, flags, () => (groups ??= groupsIn(source)))
  }
  if (!compiles(out)) throw new UnusablePattern(whyNot(out))
  return out

  function openGroup(token: string): void {
    if (token.startsWith('(?#')) return
    const back = /^\(\?P=(\w+)\)$/.exec(token)
    if (back !== null) {
      out += `\\k<${back[1]}>`
      return
    }
    const set = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])$/.exec(token)
    if (set?.[3] === ')') {
      flags = withFlags(flags, set[1]!, set[2] ?? '')
      return
    }
    scopes.push(flags)
    if (set !== null) flags = withFlags(flags, set[1]!, set[2] ?? '')
    out += set === null ? groupHead(token) : '(?:'
  }
}

function groupHead(token: string): string {
  if (token === '(' || /^\(\?(?:<?[=!]|<[^>]*>)$/.test(token)) return token
  const named = /^\(\?P(<[A-Za-z_]\w*>)$/.exec(token)
  if (named !== null) return `(?${named[1]}`
  throw new UnusablePattern(`${token}…) ${GROUPS[token.charAt(2)] ?? 'is no group that JavaScript knows'}`)
}

const GROUPS: Readonly<Record<string, string>> = {
  '>': 'is an atomic group, which JavaScript does not know',
  '(': 'is a condition, which JavaScript does not know',
  '|': 'is a branch reset, which JavaScript does not know',
  R: 'is a recursion, which JavaScript does not know',
  '&': 'is a recursion, which JavaScript does not know',
  P: 'is a recursion, which JavaScript does not know',
}

function withFlags(before: Flags, on: string, off: string): Flags {
  const after = { ...before }
  for (const [letters, value] of [
    [on, true],
    [off, false],
  ] as const)
    for (const letter of letters) {
      if (letter in NONE) after[letter as keyof Flags] = value
      // Rust's `u` and Python's `a` and `L` say which letters count as such: the values hold plain ones.
      else if (!'uaL'.includes(letter))
        throw new UnusablePattern(`the flag "${letter}" in (?${on}${off}) has no counterpart in JavaScript`)
    }
  return after
}

function plain(token: string, flags: Flags, groups: () => number): string {
  if (token.startsWith('\\')) return outsideEscape(token, flags, groups)
  if (flags.x && /^\s$/.test(token)) return ''
  if (/^[*+?{].*\+$/.test(token) && token.length > 1)
    throw new UnusablePattern(`${token} is possessive, which JavaScript does not know`)
  if (/^\{,\d+\}$/.test(token)) return `{0${token.slice(1)}`
  if (token.startsWith('{') && !/^\{\d+(?:,\d*)?\}$/.test(token)) return token.replace(/[{}]/g, '\\$&')
  if (token === '}' || token === ']') return `\\${token}`
  if (token === '.' && flags.s) return '[\\s\\S]'
  if (flags.m && token === '^') return '(?:^|(?<=\\n))'
  if (flags.m && token === '$') return '(?:$|(?=\\n))'
  return flags.i ? foldedChar(token) : token
}

function outsideEscape(token: string, flags: Flags, groups: () => number): string {
  const letter = token.charAt(1)
  if (letter === 'A') return '^'
  if (letter === 'z' || letter === 'Z') return '$'
  if (letter === 'b' || letter === 'B') return token
  if (letter === 'k' && token.length > 2) return token
  if (/[1-9]/.test(letter)) {
    if (Number(token.slice(1)) <= groups()) return token
    throw new UnusablePattern(`${token} refers to a group that is not there`)
  }
  const text = charEscape(token)
  return flags.i && /^\\[xu]/.test(text) ? foldedChar(text) : text
}

/** An escape that stands for characters. */
function charEscape(token: string): string {
  const letter = token.charAt(1)
  const long = /^\\[xuU]\{?([0-9A-Fa-f]+)\}?$/.exec(token)
  if (long !== null && (letter === 'U' || token.startsWith('\\x{')))
    return `\\u{${long[1]!.replace(/^0+(?=.)/, '')}}`
  if (long !== null && token.length > 2) return token
  if (letter === 'p' || letter === 'P') {
    const text = propertyEscape(token)
    if (text === undefined)
      throw new UnusablePattern(`${token} is no property of characters that JavaScript knows`)
    return text
  }
  if (/[0-7]/.test(letter))
    return token === '\\0'
      ? token
      : `\\x${Number.parseInt(token.slice(1), 8).toString(16).padStart(2, '0').slice(-2)}`
  if (letter === 'a') return '\\x07'
  if (/[dDwWsStnrfv]/.test(letter) || (letter === 'c' && token.length === 3)) return token
  if (/[A-Za-z]/.test(letter)) throw new UnusablePattern(`${token} means nothing in JavaScript`)
  return /[\^$\\.*+?()[\]{}|/]/.test(letter) ? token : letter === '\n' ? '\\n' : token.slice(1)
}

function readClass(
  source: string,
  from: number,
  flags: Flags,
  strange: boolean,
): { text: string; end: number } {
  let at = from + 1
  let out = '['
  if (source[at] === '^') {
    out += '^'
    at++
  }
  // `[]a]` holds a bracket for all but JavaScript, which then has an end too many.
  if (strange && source[at] === ']' && source.includes(']', at + 1)) {
    out += '\\]'
    at++
  }
  let low: string | undefined
  while (at < source.length && source[at] !== ']') {
    if (strange && /^(?:&&|--|~~)\[?/.test(source.slice(at, at + 3)) && nested(source, at))
      throw new UnusablePattern(
        `${source.slice(at, at + 2)} between classes has no counterpart in JavaScript`,
      )
    ATOM.lastIndex = at
    const token = ATOM.exec(source)![0]
    at += token.length
    const isRange = token === '-' && low !== undefined && source[at] !== ']' && at < source.length
    if (isRange) {
      ATOM.lastIndex = at
      const next = ATOM.exec(source)![0]
      const high = classAtom(next)
      if (isSet(low!) || isSet(high)) out += '\\-'
      else {
        at += next.length
        out += `-${high}${flags.i ? foldedRange(low!, high) : ''}`
      }
      low = undefined
      continue
    }
    low = token === '-' ? '\\-' : classAtom(token)
    const folds = flags.i && !(source[at] === '-' && source[at + 1] !== ']')
    out += folds ? inside(low) : low
  }
  return { text: `${out}]`, end: at + 1 }
}

/** Both cases of an atom, for the inside of a class. */
function inside(atom: string): string {
  const folded = foldedChar(atom)
  return folded === atom ? atom : folded.slice(1, -1)
}

function nested(source: string, at: number): boolean {
  return source[at + 2] === '[' || source[at - 1] === ']'
}

function classAtom(token: string): string {
  if (token.startsWith('[:')) {
    const text = posixClass(token)
    if (text === undefined) throw new UnusablePattern(`${token} is no class of characters`)
    return text
  }
  if (token === '\\b' || token === '\\-') return token
  if (!token.startsWith('\\')) return /[[{}()|/^]/.test(token) ? `\\${token}` : token
  const text = charEscape(token)
  return text === '-' || text === '^' ? `\\${text}` : text
}

/** Whether it stands for more than one character, so that no range can begin or end there. */
function isSet(atom: string): boolean {
  return /^\\[dDwWsSpP]/.test(atom) || (!atom.startsWith('\\') && [...atom].length > 1)
}

function groupsIn(source: string): number {
  return (
    source.match(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\((?!\?(?!P?<[A-Za-z_]))/g)?.filter((text) => text === '(')
      .length ?? 0
  )
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end === -1 ? source.length : end + 1
}

/** Compiling runs nothing: the engine only reads the text. */
function compiles(source: string): boolean {
  return whyNot(source) === ''
}

function whyNot(source: string): string {
  try {
    void new RegExp(source, 'u')
    return ''
  } catch (error) {
    return (error as Error).message
      .replace(/^Invalid regular expression: /, '')
      .replace(/^[^]*: (?=[A-Z])/, '')
  }
}
