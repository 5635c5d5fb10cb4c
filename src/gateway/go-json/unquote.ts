import { bytesToText } from './bytes.ts'
import type { SyntaxCode } from './errors.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SIMPLE: Readonly<Record<number, string>> = {
  0x22: '"',
  0x2f: '/',
  0x5c: '\\',
  0x62: '\b',
  0x66: '\f',
  0x6e: '\n',
  0x72: '\r',
  0x74: '\t',
}

/** A string read: `end` is behind its closing quote, or the place to complain about. */
export interface Unquoted {
  readonly text: string
  readonly end: number
  readonly fault?: SyntaxCode
}

/** Behind the closing quote of the string whose content begins at `at`; -1 when it has none. */
export function stringEnd(bytes: Uint8Array, at: number): number {
  for (let quote = bytes.indexOf(QUOTE, at); quote !== -1; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let slashes = 0
    while (quote - slashes > at && bytes[quote - slashes - 1] === BACKSLASH) slashes++
    if (slashes % 2 === 0) return quote + 1
  }
  return -1
}

/** The string whose content begins at `at`. Control characters may stand in it as they are. */
export function unquote(bytes: Uint8Array, at: number): Unquoted {
  const end = stringEnd(bytes, at)
  if (end === -1) return { text: '', end: bytes.length, fault: 'eof' }
  const stop = end - 1
  let text = ''
  let from = at
  for (let slash = nextSlash(bytes, at, stop); slash !== -1; slash = nextSlash(bytes, from, stop)) {
    const escape = readEscape(bytes, slash + 1, stop)
    if (escape.fault !== undefined) return { text: '', end: escape.end, fault: escape.fault }
    text += bytesToText(bytes, from, slash) + escape.text
    from = escape.end
  }
  return { text: text + bytesToText(bytes, from, stop), end }
}

function nextSlash(bytes: Uint8Array, from: number, stop: number): number {
  const found = bytes.indexOf(BACKSLASH, from)
  return found < stop ? found : -1
}

/** The escape whose letter stands at `at`. Half a surrogate pair becomes U+FFFD. */
function readEscape(bytes: Uint8Array, at: number, stop: number): Unquoted {
  const letter = bytes[at]!
  if (letter !== 0x75) {
    const text = SIMPLE[letter]
    return text === undefined ? { text: '', end: at, fault: 'escape' } : { text, end: at + 1 }
  }
  if (stop - at - 1 < 4) return { text: '', end: stop, fault: 'eof' }
  const first = readHex(bytes, at + 1)
  if (first.fault) return { text: '', end: first.end, fault: 'invalid' }
  return combine(bytes, first.code, first.end, stop)
}

function combine(bytes: Uint8Array, first: number, from: number, stop: number): Unquoted {
  let text = ''
  let code = first
  let at = from
  while (code >= 0xd800 && code <= 0xdfff) {
    const paired = stop - at >= 6 && code <= 0xdbff && bytes[at] === BACKSLASH && bytes[at + 1] === 0x75
    if (!paired) return { text: `${text}\ufffd`, end: at }
    const second = readHex(bytes, at + 2)
    if (second.fault) return { text: '', end: second.end, fault: 'invalid' }
    at = second.end
    if (second.code >= 0xdc00 && second.code <= 0xdfff) {
      return { text: text + String.fromCharCode(code, second.code), end: at }
    }
    text += '\ufffd'
    code = second.code
  }
  return { text: text + String.fromCharCode(code), end: at }
}

function readHex(bytes: Uint8Array, at: number): { code: number; end: number; fault: boolean } {
  let code = 0
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(bytes[i]!)
    if (digit === -1) return { code, end: i, fault: true }
    code = code * 16 + digit
  }
  return { code, end: at + 4, fault: false }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
