import path from 'node:path'
import type { BookBuilder } from '../../scenario/build-book.ts'
import type { SourceFile } from '../../scenario/source-file.ts'
import { readFiles, scanAsRead } from '../scan/read-files.ts'
import type { Content, FileProblem } from '../scan/read-files.ts'
import { scan } from '../scan/scan.ts'
import type { Scan } from '../scan/scan.ts'
import type { Reading } from '../scan/stable-read.ts'
import { inTurns } from '../scan/time-slices.ts'
import { asSource, namedFiles, placesOf, sourceFiles } from './attachments.ts'
import type { Wants } from './attachments.ts'
import { isScenarioName } from './scenario-name.ts'

/** A file that another one names may name files in turn. */
const MOST_READINGS = 4

/** What was read, and the files that scenario files name. */
export interface LibraryReading extends Reading {
  readonly problems: readonly FileProblem[]
  readonly wants: Wants
  readonly named: ReadonlySet<string>
}

export const NOTHING_READ: LibraryReading = {
  scan: { files: new Map(), folders: new Map(), missing: [] },
  contents: new Map(),
  problems: [],
  wants: new Map(),
  named: new Set(),
}

/** Reads scenario files and the files that they name: each that changed once, whatever becomes of it. */
export class LibraryReader {
  readonly #sources: readonly string[]
  readonly #builder: BookBuilder

  /** `sources`: folders and files, as the user wrote them. */
  constructor(sources: readonly string[], builder: BookBuilder) {
    this.#sources = sources
    this.#builder = builder
  }

  /** The files and folders of the sources, and these. */
  scan(named: ReadonlySet<string>): Promise<Scan> {
    return scan(this.#sources, named)
  }

  /** Reads what changed, and then the files that it names; not those that were `looked` for because they were named before. */
  async read(found: Scan, loaded: LibraryReading, looked: ReadonlySet<string>): Promise<LibraryReading> {
    let known = { ...loaded, named: looked }
    for (let seen = found, tries = 1; ; tries++) {
      const { contents, problems } = await readFiles(seen, known.contents)
      const wants = await inTurns(this.#prepare(contents, known))
      const named = namedFiles(wants)
      const unread = [...named].filter((file) => !seen.files.has(file))
      const dropped = [...known.named].filter((file) => !named.has(file) && seen.files.has(file))
      known = { scan: scanAsRead(seen, contents), contents, problems, wants, named }
      const again = unread.length + dropped.length === 0 ? seen : await this.scan(named)
      const isWhole = dropped.length === 0 && unread.every((file) => !again.files.has(file))
      if (tries === MOST_READINGS || isWhole) return known
      seen = again
    }
  }

  /** The same with this text in place of a file's. */
  async withText(file: string, text: string, loaded: LibraryReading): Promise<readonly SourceFile[]> {
    const contents = new Map(loaded.contents).set(path.normalize(file), { mark: '', text })
    const wants = await inTurns(this.#prepare(contents, loaded))
    return this.sourcesOf({ contents, wants })
  }

  /** What a book is made of. */
  sourcesOf({ contents, wants }: Pick<LibraryReading, 'contents' | 'wants'>): Promise<readonly SourceFile[]> {
    return sourceFiles(contents, wants, this.#sources)
  }

  /** Reads each file that changed once; what all of them together make is seen to later. */
  *#prepare(contents: ReadonlyMap<string, Content>, known: LibraryReading): Generator<void, Wants> {
    const wants = new Map<string, ReadonlyMap<string, string>>()
    for (const [file, content] of contents) {
      const before = known.contents.get(file) === content ? known.wants.get(file) : undefined
      if (before !== undefined) wants.set(file, before)
      if (known.contents.get(file) === content || !isScenarioName(path.basename(file))) continue
      const written = yield* this.#builder.prepare(asSource(file, content.text, this.#sources))
      if (written.length > 0) wants.set(file, placesOf(file, written))
      yield
    }
    return wants
  }
}
