export interface MisalignedKey {
  readonly key: string
  /** The key before it, with which it was probably meant to stand in one column. */
  readonly before: string
  readonly at: { readonly start: number; readonly end: number }
  /** Spaces before it, as it was meant and as it is. */
  readonly wanted: number
  readonly got: number
}

/** `  - when: hello` or `    reply: Hi`: what stands before the key, the key, and what stands behind it. */
const KEY_LINE = /^( *(?:- +)*)([\w$-]+):(?:\s+(.*))?$/

/**
 * The key that stands askew near a place at which the YAML reader gave up: deeper than the key before it although that has a
 * value already, or a few columns less without being one of the map around it.
 */
export function misalignedKey(text: string, near: number): MisalignedKey | undefined {
  const lines = linesOf(text)
  const index = lines.findLastIndex(({ start }) => start <= near)
  // A key that is too deep is complained of at the value before it.
  return askew(lines, index) ?? askew(lines, index + 1)
}

interface Line {
  readonly start: number
  readonly text: string
}

function linesOf(text: string): readonly Line[] {
  let start = 0
  return text.split('\n').map((line) => {
    const found = { start, text: line.replace(/\r$/, '') }
    start += line.length + 1
    return found
  })
}

function askew(lines: readonly Line[], index: number): MisalignedKey | undefined {
  const line = lines[index]
  const [, indent = '', key] = KEY_LINE.exec(line?.text ?? '') ?? []
  if (line === undefined || key === undefined || indent.includes('-')) return undefined
  const above = lines.slice(0, index).findLast(({ text }) => !/^\s*(?:#|$)/.test(text))
  const [, opening = '', before, value = ''] = KEY_LINE.exec(above?.text ?? '') ?? []
  if (before === undefined) return undefined
  const wanted = opening.length
  const got = indent.length
  const isFilled = value !== '' && !/^(?:#|[|>&])/.test(value)
  const isDeeper = got > wanted && isFilled
  // Between the dash and its key nothing may begin.
  const isBetween = opening.includes('-') && got < wanted && got >= opening.indexOf('-')
  if (!isDeeper && !isBetween) return undefined
  const start = line.start + got
  return { key, before, at: { start, end: start + key.length }, wanted, got }
}
