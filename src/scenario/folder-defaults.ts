import type { FileResult } from './read-file.ts'
import type { DefaultsDraft } from './schema/defaults-shape.ts'

const NONE: DefaultsDraft = { when: {} }
const known = new WeakMap<DefaultsDraft, WeakMap<DefaultsDraft, DefaultsDraft>>()

/** What a file inherits from the `_defaults` files of its folder and those above; the nearest one goes first, key by key. */
export function folderDefaults(files: readonly FileResult[]): (path: string) => DefaultsDraft {
  const own = new Map<string, DefaultsDraft>()
  for (const { path, folderDefaults: found } of files) if (found !== undefined) own.set(folderOf(path), found)
  if (own.size === 0) return () => NONE
  const inherited = new Map<string, DefaultsDraft>()
  const inheritedBy = (folder: string): DefaultsDraft => {
    let result = inherited.get(folder)
    if (result !== undefined) return result
    const outer = folder === '' ? NONE : inheritedBy(folderOf(folder))
    const mine = own.get(folder)
    result = mine === undefined ? outer : merged(outer, mine)
    inherited.set(folder, result)
    return result
  }
  return (path) => inheritedBy(folderOf(path))
}

/** The same two give the same object, so that rules which inherit it need not be made anew. */
function merged(outer: DefaultsDraft, inner: DefaultsDraft): DefaultsDraft {
  let byInner = known.get(outer)
  if (byInner === undefined) known.set(outer, (byInner = new WeakMap()))
  let result = byInner.get(inner)
  if (result === undefined) {
    result = { ...outer, ...inner, when: { ...outer.when, ...inner.when } }
    byInner.set(inner, result)
  }
  return result
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.search(/[\\/][^\\/]*$/)))
}
