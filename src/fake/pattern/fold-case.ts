/** A character, or the escape of one, as the set of its cases; what has but one case stays as it is. */
export function foldedChar(text: string): string {
  const char = charOf(text)
  if (char === undefined) return text
  const cases = new Set([char, char.toLowerCase(), char.toUpperCase()].filter((it) => [...it].length === 1))
  return cases.size === 1 ? text : `[${[...cases].join('')}]`
}

/** What a range holds in the other case: of ASCII letters, as nobody folds more than those. */
export function foldedRange(low: string, high: string): string {
  const [from, to] = [charOf(low)?.codePointAt(0), charOf(high)?.codePointAt(0)]
  if (from === undefined || to === undefined) return ''
  let out = ''
  for (const [first, last, shift] of [
    [65, 90, 32],
    [97, 122, -32],
  ] as const) {
    const [start, end] = [Math.max(from, first) + shift, Math.min(to, last) + shift]
    if (start <= end) out += `${String.fromCharCode(start)}-${String.fromCharCode(end)}`
  }
  return out
}

function charOf(text: string): string | undefined {
  const code = /^\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]+)\})$/.exec(text)
  if (code !== null) return String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16))
  return [...text].length === 1 ? text : undefined
}
