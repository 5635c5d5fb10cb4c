import { setImmediate as turn } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { errorNames } from '../errors.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import { createBookBuilder } from '../scenario/build-book.ts'
import type { BookResult } from '../scenario/build-book.ts'
import { diagnosticToJson } from '../scenario/diagnostic.ts'
import type { Diagnostic } from '../scenario/diagnostic.ts'
import { changesBetween, isEmpty } from './changes.ts'
import type { Changes } from './changes.ts'
import { readFiles } from './read-files.ts'
import type { Content, FileProblem } from './read-files.ts'
import { scan } from './scan.ts'
import type { Scan } from './scan.ts'
import { settledScan } from './settled.ts'

/** What became of one reading of the files. */
export interface LoadReport {
  readonly ok: boolean
  /** ISO time. */
  readonly at: string
  /** How long it took, ms. */
  readonly ms: number
  readonly changes: Changes
  readonly diagnostics: readonly Diagnostic[]
  /** Files and folders that could not be read at all; each counts as an error. */
  readonly problems: readonly FileProblem[]
}

export type Watching = 'events' | 'polling' | 'off'

export interface LibraryListeners {
  /** A whole new set of scenarios. */
  onBook?(book: ScenarioBook): void
  /** Called after each reading that found something different, and after each that was asked for. */
  onLoad?(report: LoadReport): void
}

/** While more files than this have changed, other work gets its turn between them. */
const BATCH = 100

const NOTHING: Scan = { files: new Map(), folders: new Map(), missing: [] }

/** The scenario files of some folders and files, and the last good book that they gave. */
export class ScenarioLibrary {
  readonly sources: readonly string[]
  watching: Watching = 'off'
  readonly #listeners: LibraryListeners
  readonly #builder = createBookBuilder({ errorNames: errorNames() })
  #scan = NOTHING
  #contents: ReadonlyMap<string, Content> = new Map()
  #book: ScenarioBook | undefined
  #generation = 0
  #report: LoadReport | undefined
  #queue: Promise<unknown> = Promise.resolve()

  /** `sources`: folders and files, as the user wrote them. Nothing is read yet. */
  constructor(sources: readonly string[], listeners: LibraryListeners = {}) {
    this.sources = [...sources]
    this.#listeners = listeners
  }

  /** The last good set. */
  get book(): ScenarioBook | undefined {
    return this.#book
  }

  /** Reads all files now. A set with an error does not replace a good one. */
  reload(): Promise<LoadReport> {
    return this.#inTurn(async () => this.#load(await scan(this.sources), true))
  }

  /** Reads again if something changed, once it has come to rest. The result says what there is to watch. */
  refresh(): Promise<Scan> {
    return this.#inTurn(async () => {
      const found = await settledScan(this.sources, this.#scan)
      if (found !== undefined) await this.#load(found, false)
      return this.#scan
    })
  }

  status() {
    const report = this.#report
    return {
      sources: this.sources,
      files: this.#book?.files ?? [],
      rules: this.#book?.rules.length ?? 0,
      generation: this.#generation,
      watching: this.watching,
      last_reload: {
        at: report?.at ?? '',
        ok: report?.ok ?? false,
        errors: report === undefined ? [] : errorsOf(report),
        warnings: report === undefined ? [] : warningsOf(report),
      },
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => {})
    return result
  }

  async #load(found: Scan, always: boolean): Promise<LoadReport> {
    const start = performance.now()
    const { contents, problems } = await readFiles(found, this.#contents)
    const before = this.#contents
    const changes = changesBetween(before, contents)
    const all = [...found.missing.map((file) => ({ file, message: 'no such file or folder' })), ...problems]
    this.#scan = scanAsRead(found, contents)
    this.#contents = contents
    const last = this.#report
    if (!always && last !== undefined && isEmpty(changes) && isDeepStrictEqual(all, last.problems))
      return last

    const { book, diagnostics } = await this.#build(before, contents, changes)
    const ok = book !== undefined && all.length === 0
    const ms = performance.now() - start
    this.#report = { ok, at: new Date().toISOString(), ms, changes, diagnostics, problems: all }
    if (ok) {
      this.#generation++
      this.#book = book
      this.#listeners.onBook?.(book)
    }
    this.#listeners.onLoad?.(this.#report)
    return this.#report
  }

  /** The book of the new contents. Many changed files are taken up in steps, so that running streams keep their pace. */
  async #build(
    before: ReadonlyMap<string, Content>,
    now: ReadonlyMap<string, Content>,
    changes: Changes,
  ): Promise<BookResult> {
    const fresh = [...changes.changed, ...changes.added]
    const mixed = new Map(before)
    for (let at = 0; this.#book !== undefined && at + BATCH < fresh.length; at += BATCH) {
      for (const file of fresh.slice(at, at + BATCH)) mixed.set(file, now.get(file)!)
      this.#builder.build(sourceFiles(mixed))
      await turn()
    }
    return this.#builder.build(sourceFiles(now))
  }
}

/** The errors of a reading as plain objects. */
export function errorsOf({ diagnostics, problems }: LoadReport): readonly object[] {
  const unread = problems.map(({ file, message }) => ({
    file,
    severity: 'error',
    code: 'unreadable',
    message,
  }))
  return [...unread, ...diagnostics.filter((it) => it.severity === 'error').map(diagnosticToJson)]
}

export function warningsOf({ diagnostics }: LoadReport): readonly object[] {
  return diagnostics.filter((it) => it.severity === 'warning').map(diagnosticToJson)
}

/** A file that changed between the look and the reading must not look changed again, nor pass as read when it was not. */
function scanAsRead(found: Scan, contents: ReadonlyMap<string, Content>): Scan {
  const files = [...found.files].flatMap(([file, entry]) => {
    const content = contents.get(file)
    return content === undefined
      ? [[file, entry] as const]
      : [[file, { ...entry, mark: content.mark }] as const]
  })
  return { ...found, files: new Map(files) }
}

function sourceFiles(contents: ReadonlyMap<string, Content>) {
  return [...contents].map(([path, { text }]) => ({ path, text }))
}
