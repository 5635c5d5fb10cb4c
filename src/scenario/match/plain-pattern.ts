/**
 * Whether a pattern holds nothing but what certainly compiles: ASCII characters, the usual escapes, groups that close,
 * simple classes, and single repeats. It only ever errs towards no; compiling takes a hundred times as long as this.
 */
export function isPlainPattern(source: string): boolean {
  return patternParts(source) !== undefined
}

/** The parts of a plain pattern, each with its repeat; undefined for another one. */
export function patternParts(source: string): readonly string[] | undefined {
  if (source.length > LONGEST) return undefined
  const parts: string[] = []
  let open = 0
  for (let at = 0; at < source.length;) {
    const char = source[at]!
    if (char === ')' && --open < 0) return undefined
    PART.lastIndex = at
    const part = PART.exec(source)?.[0]
    if (part === undefined) return undefined
    if (char === '(') open++
    parts.push(part)
    at += part.length
  }
  return open === 0 ? parts : undefined
}

const LONGEST = 300

/** A literal, an escape, a class or a group's end, each perhaps repeated; what opens a group, an alternative, an anchor. */
const PART =
  /(?:[\w \-,;:'"!@#%&=~<>/`]|\.|\\[dDwWsS./\\?*+()[\]{}|^$-]|\[\^?[A-Za-z0-9_ ,;:.!@#%&=~]+\]|\))[*+?]?\??|\((?:\?:)?|\||[\^$]|\\b/y
