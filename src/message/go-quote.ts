import { runeLength } from './utf8.ts'

const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u
const SHORT: Readonly<Record<number, string>> = {
  7: String.raw`\a`,
  8: String.raw`\b`,
  9: String.raw`\t`,
  10: String.raw`\n`,
  11: String.raw`\v`,
  12: String.raw`\f`,
  13: String.raw`\r`,
  34: String.raw`\"`,
  92: String.raw`\\`,
}

/** Bytes as Go prints them with `%q`: a quoted string, what cannot be printed as an escape. */
export function goQuote(bytes: Uint8Array): string {
  let out = '"'
  let at = 0
  while (at < bytes.length) {
    const size = runeLength(bytes, at, bytes.length)
    out += size === 0 ? `\\x${hex(bytes[at]!, 2)}` : quoteRune(codePoint(bytes, at, size))
    at += size || 1
  }
  return `${out}"`
}

/** A text as Go prints it with `%q`. */
export function goQuoteText(text: string): string {
  return goQuote(Buffer.from(text, 'utf8'))
}

function quoteRune(code: number): string {
  const short = SHORT[code]
  if (short !== undefined) return short
  const text = String.fromCodePoint(code)
  if (PRINTABLE.test(text)) return text
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function codePoint(bytes: Uint8Array, at: number, size: number): number {
  if (size === 1) return bytes[at]!
  let code = bytes[at]! & (0xff >> (size + 1))
  for (let i = 1; i < size; i++) code = (code << 6) | (bytes[at + i]! & 0x3f)
  return code
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0')
}
