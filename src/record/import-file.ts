import { aimock } from './formats/aimock.ts'
import { har } from './formats/har.ts'
import { journal } from './formats/journal.ts'
import { sse } from './formats/sse.ts'
import type { Imported, Importer } from './imported.ts'

const IMPORTERS: readonly Importer[] = [har, aimock, journal, sse]

/** What can be read, in words. */
export const KNOWN_FORMATS =
  'HTTP Archive (.har), journal lines (.jsonl), an event stream (.sse), aimock fixtures (.json)'

/** Reads a file of another tool; undefined where nobody knows it. `name`: without its folder. */
export function importFile(text: string, name: string): Imported | undefined {
  for (const read of IMPORTERS) {
    const found = read(text, name)
    if (found !== undefined) return found
  }
  return undefined
}
