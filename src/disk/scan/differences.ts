import type { Entry, Scan } from './scan.ts'

/** One thing that is not as it was. */
export interface Difference {
  /** A file, or a source that is missing or back. */
  readonly name: string
  readonly kind: 'file' | 'gone' | 'missing' | 'back'
  /** Another one whenever it changed further. */
  readonly key: string
  /** Of a file: when it came to be as it is, ms since 1970 by the clock of its file system. */
  readonly changedAt?: number
}

/** What differs between two looks at the files. Folders do not count: what matters of a folder is its files. */
export function differences(before: Scan, now: Scan): readonly Difference[] {
  const found: Difference[] = []
  const add = (kind: Difference['kind'], name: string) => found.push({ kind, name, key: `${kind} ${name}` })
  for (const [name, { mark, changedAt }] of now.files)
    if (before.files.get(name)?.mark !== mark)
      found.push({ kind: 'file', name, key: `file ${name} ${mark}`, changedAt })
  for (const name of before.files.keys()) if (!now.files.has(name)) add('gone', name)
  for (const name of now.missing) if (!before.missing.includes(name)) add('missing', name)
  for (const name of before.missing) if (!now.missing.includes(name)) add('back', name)
  return found
}

/** A look in which some of what changed is still as it was before. */
export function withoutDifferences(before: Scan, now: Scan, held: readonly Difference[]): Scan {
  if (held.length === 0) return now
  const files = new Map<string, Entry>(now.files)
  for (const { name } of held) {
    const old = before.files.get(name)
    if (old === undefined) files.delete(name)
    else files.set(name, old)
  }
  const names = new Set(held.map(({ name }) => name))
  const missing = [
    ...now.missing.filter((name) => !names.has(name)),
    ...before.missing.filter((name) => names.has(name)),
  ]
  return { files, folders: now.folders, missing }
}
