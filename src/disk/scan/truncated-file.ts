import type { Content } from './read-files.ts'

/**
 * Whether a file that was written in place looks like one that is still being written: what it holds now, against what it
 * held before (`undefined` for a new one). It is blank, or the beginning of what it was, or its last line break is gone. Each
 * of them can be meant so; half a file that happens to be valid looks the same. Half of a JSON text is never valid.
 */
export function hasLostItsEnd(before: Content['text'] | undefined, now: Content['text']): boolean {
  if (now.length === 0) return before === undefined || before.length > 0
  if (typeof now !== 'string') return false
  const text = now.trimEnd()
  if (text === '') return typeof before !== 'string' || before.trim() !== ''
  if (typeof before !== 'string' || before === now || isWholeJson(text)) return false
  const old = before.trimEnd()
  if (old.length > text.length && old.startsWith(text)) return true
  return old !== text && before.endsWith('\n') && !now.endsWith('\n')
}

/** Objects and lists alone: half of a number is a number. */
function isWholeJson(text: string): boolean {
  const first = text.trimStart()[0]
  if (!((first === '{' && text.endsWith('}')) || (first === '[' && text.endsWith(']')))) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
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

/** The files that begin with all that they held at the reading before, and hold more: somebody writes them bit by bit. */
export function grown(
  before: ReadonlyMap<string, Content>,
  now: ReadonlyMap<string, Content>,
): readonly string[] {
  const found = [...now].filter(([file, { text }]) => {
    const old = before.get(file)?.text
    return typeof old === 'string' && typeof text === 'string' && text !== old && text.startsWith(old)
  })
  return found.map(([file]) => file)
}
