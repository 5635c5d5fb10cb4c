import type { Content } from './read-files.ts'

/**
 * Whether a file looks like one that is just being written over: what it holds now, against what it held before (`undefined`
 * for a new one). It is blank, or the beginning of what it was, or its last line break is gone, or it has fewer lines and
 * another last one. Each of them can be meant so; half a file that happens to be valid looks the same.
 */
export function hasLostItsEnd(before: Content['text'] | undefined, now: Content['text']): boolean {
  if (now.length === 0) return before === undefined || before.length > 0
  if (typeof now !== 'string') return false
  const text = now.trimEnd()
  if (text === '') return typeof before !== 'string' || before.trim() !== ''
  if (typeof before !== 'string' || before === now) return false
  const old = before.trimEnd()
  if (old.length > text.length && old.startsWith(text)) return true
  if (old !== text && before.endsWith('\n') && !now.endsWith('\n')) return true
  return linesIn(text) < linesIn(old) && lastLine(text) !== lastLine(old)
}

function linesIn(text: string): number {
  let count = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1)
}

/** The files that differ between two readings and look unfinished. */
export function lostEnds(
  before: ReadonlyMap<string, Content>,
  now: ReadonlyMap<string, Content>,
): ReadonlySet<string> {
  const lost = [...now].filter(([file, content]) => {
    const old = before.get(file)
    return old !== content && hasLostItsEnd(old?.text, content.text)
  })
  return new Set(lost.map(([file]) => file))
}
