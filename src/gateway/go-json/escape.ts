import type { Escape } from './types.ts'

/** Nothing to escape, nothing beyond ASCII. */
const PLAIN: Readonly<Record<Escape, RegExp>> = {
  plain: /^[ !#-[\]-~]*$/,
  html: /^[ !#-%'-;=?-[\]-~]*$/,
  go: /^[ !#-%'-;=?-[\]-~]*$/,
}
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
  if (PLAIN[escape].test(text)) return `"${text}"`
  if (!ODD[escape].test(text)) return JSON.stringify(text)
  const short = escape === 'go' ? SHORT_OF_GO : SHORT
  return `"${text.replace(ESCAPED[escape], (char) => short[char] ?? unicodeEscape(char))}"`
}

function unicodeEscape(char: string): string {
  const code = char.charCodeAt(0)
  return `\\u${(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code).toString(16).padStart(4, '0')}`
}
