/** A character, a range, or a set that stands inside another. */
type Part = string | readonly [string, string] | { readonly re2: string | undefined }

const LAST = '\\x{10ffff}'
/** JavaScript's classes: RE2's `\s` knows fewer spaces. Each with its opposite. */
const SPACES =
  '\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'
const NO_SPACES = `\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-${LAST}`
const CLASSES: Readonly<Record<string, string>> = {
  '\\d': '0-9',
  '\\D': `\\x{0}-\\x{2f}\\x{3a}-${LAST}`,
  '\\w': '0-9A-Za-z_',
  '\\W': `\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-${LAST}`,
  '\\s': SPACES,
  '\\S': NO_SPACES,
  '.': `\\x{0}-\\x{9}\\x{b}\\x{c}\\x{e}-\\x{2027}\\x{202a}-${LAST}`,
}

export function re2Char(char: string): string {
  return `\\x{${char.codePointAt(0)!.toString(16)}}`
}

/** `\d`, `.`, `\p{Lu}`: a property by its short name only, which both know. */
export function re2Class(source: string): string | undefined {
  const property = /^\\([pP])\{(?:Script=)?([A-Za-z_]+)\}$/.exec(source)
  if (property === null) return CLASSES[source]
  const isKnown = source.includes('Script=') || /^(?:[LMNPSZC][a-z]?)$/.test(property[2]!)
  return isKnown ? `\\${property[1]}{${property[2]}}` : undefined
}

export function re2Set(parts: readonly Part[], negative: boolean): string | undefined {
  if (parts.length === 0) return negative ? `\\x{0}-${LAST}` : `^\\x{0}-${LAST}`
  let out = negative ? '^' : ''
  for (const part of parts) {
    const text =
      typeof part === 'string'
        ? re2Char(part)
        : 're2' in part
          ? part.re2
          : `${re2Char(part[0])}-${re2Char(part[1])}`
    if (text === undefined) return undefined
    out += text
  }
  return out
}
