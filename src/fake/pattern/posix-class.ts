/** `[:alpha:]` and its kind, for the inside of a class; undefined for a name that there is not. */
export function posixClass(token: string): string | undefined {
  const [, not, name] = /^\[:(\^?)([a-z]+):\]$/.exec(token)!
  const found = Object.hasOwn(CLASSES, name!) ? CLASSES[name!]! : undefined
  return found?.[not === '' ? 0 : 1]
}

/** Each with its opposite. */
const CLASSES: Readonly<Record<string, readonly [string, string]>> = {
  alnum: ['0-9A-Za-z', '\\0-\\/:-@\\[-`\\{-\\u{10ffff}'],
  alpha: ['A-Za-z', '\\0-@\\[-`\\{-\\u{10ffff}'],
  ascii: ['\\0-\\x7f', '\\x80-\\u{10ffff}'],
  blank: ['\\t ', '\\0-\\x08\\n-\\x1f!-\\u{10ffff}'],
  cntrl: ['\\0-\\x1f\\x7f', ' -~\\x80-\\u{10ffff}'],
  digit: ['0-9', '\\0-\\/:-\\u{10ffff}'],
  graph: ['!-~', '\\0- \\x7f-\\u{10ffff}'],
  lower: ['a-z', '\\0-`\\{-\\u{10ffff}'],
  print: [' -~', '\\0-\\x1f\\x7f-\\u{10ffff}'],
  punct: ['!-\\/:-@\\[-`\\{-~', '\\0- 0-9A-Za-z\\x7f-\\u{10ffff}'],
  space: ['\\t-\\r ', '\\0-\\x08\\x0e-\\x1f!-\\u{10ffff}'],
  upper: ['A-Z', '\\0-@\\[-\\u{10ffff}'],
  word: ['0-9A-Za-z_', '\\0-\\/:-@\\[-\\^`\\{-\\u{10ffff}'],
  xdigit: ['0-9A-Fa-f', '\\0-\\/:-@G-`g-\\u{10ffff}'],
}
