import type { Escape } from './types.ts'

const ODD: Readonly<Record<Escape, RegExp>> = {
  plain: /[\b\f]|\p{Cs}/u,
  html: /[<>&\u2028\u2029\b\f]|\p{Cs}/u,
  go: /[<>&\u2028\u2029]|\p{Cs}/u,
}
const ESCAPED: Readonly<Record<Escape, RegExp>> = {
  plain: /["\\\u0000-\u001f]/g,
  html: /["\\\u0000-\u001f<>&\u2028\u2029]|\p{Cs}/gu,
  go: /["\\\u0000-\u001f<>&\u2028\u2029]|\p{Cs}/gu,
}
const SHORT: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
}
const SHORT_OF_GO: Readonly<Record<string, string>> = { ...SHORT, '\b': String.raw`\b`, '\f': String.raw`\f` }

/** A text as a JSON string. Half a surrogate pair stands for a byte that is no UTF-8, see `bytes.ts`. */
export function quoteText(text: string, escape: Escape): string {
  if (text.length < SHORT_TEXT && isPlain(text, escape !== 'plain')) return `"${text}"`
  if (!ODD[escape].test(text)) return JSON.stringify(text)
  const short = escape === 'go' ? SHORT_OF_GO : SHORT
  return `"${text.replace(ESCAPED[escape], (char) => short[char] ?? unicodeEscape(char))}"`
}

/** Below this a look at each character is quicker than an expression. */
const SHORT_TEXT = 40

function isPlain(text: string, html: boolean): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return false
    if (html && (code === 0x3c || code === 0x3e || code === 0x26)) return false
  }
  return true
}

function unicodeEscape(char: string): string {
  const code = char.charCodeAt(0)
  return `\\u${(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code).toString(16).padStart(4, '0')}`
}
