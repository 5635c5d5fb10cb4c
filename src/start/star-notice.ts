/** Newer files say `*` for all; older releases look for a model or a key of that name. */
export function starNotice(line: string, what: string, instead: string): string {
  return `line ${line}: ${what}, which is a name there and not all of them: ${instead}, or take --gateway 1.5.1 for a file of 1.5 or later`
}

/** Where `*` stands for all, it stands alone, and no name stands there twice. */
export function mixedStarNotice(line: string, what: string, list: readonly string[]): readonly string[] {
  const isMixed = list.includes('*') && list.length > 1
  if (!isMixed && new Set(list).size === list.length) return []
  const why = isMixed ? '"*" and more' : 'a name twice'
  return [`line ${line}: ${what} by a list with ${why}; the real gateway does not start with that`]
}
