import type { Content } from '../scan/read-files.ts'

/** Files whose content differs between two readings, each list sorted. */
export interface Changes {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

export function changesBetween(
  before: ReadonlyMap<string, Content>,
  now: ReadonlyMap<string, Content>,
): Changes {
  const added = [...now.keys()].filter((file) => !before.has(file))
  const removed = [...before.keys()].filter((file) => !now.has(file))
  const changed = [...now].filter(([file, { text }]) => {
    const old = before.get(file)
    return old !== undefined && !sameText(old.text, text)
  })
  return { added: added.sort(), changed: changed.map(([file]) => file).sort(), removed: removed.sort() }
}

export function isEmpty({ added, changed, removed }: Changes): boolean {
  return added.length + changed.length + removed.length === 0
}

function sameText(a: Content['text'], b: Content['text']): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return Buffer.compare(a, b) === 0
}
