import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { errorNames } from '../errors/catalogue.ts'
import { fakerMethods } from '../fake/faker-method.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import { createBookBuilder } from '../scenario/build-book.ts'
import type { BookBuilder, BookOptions } from '../scenario/build-book.ts'
import type { Rule } from '../scenario/rule.ts'
import type { SourceFile } from '../scenario/read-file.ts'
import type { BookResult } from '../scenario/assemble-book.ts'
import { asSource, namedFiles, placesOf, sourceFiles } from './attachments.ts'
import type { Wants } from './attachments.ts'
import { changesBetween, isEmpty } from './changes.ts'
import { inTurns } from './in-turns.ts'
import { errorsOf, warningsOf } from './load-report.ts'
import type { LoadReport } from './load-report.ts'
import { readFiles } from './read-files.ts'
import type { Content } from './read-files.ts'
import { isForSession, RuntimeRules } from './runtime-rules.ts'
import type { Added } from './runtime-rules.ts'
import { scan } from './scan.ts'
import type { Scan } from './scan.ts'
import { isScenarioName } from './scenario-name.ts'
import { settledScan } from './settled.ts'

export type Watching = 'events' | 'polling' | 'off'

export interface LibraryListeners {
  /** A whole new set of scenarios. */
  onBook?(book: ScenarioBook): void
  /** Called after each reading that found something different, and after each that was asked for. */
  onLoad?(report: LoadReport): void
}

/** A file that another one names may name files in turn. */
const MOST_READINGS = 4

const NOTHING: Scan = { files: new Map(), folders: new Map(), missing: [] }

/** The scenario files of some folders and files, and the last good book that they gave. */
export class ScenarioLibrary {
  readonly sources: readonly string[]
  watching: Watching = 'off'
  readonly #listeners: LibraryListeners
  readonly #builder: BookBuilder
  readonly #runtime = new RuntimeRules()
  #files: readonly SourceFile[] = []
  #scan = NOTHING
  #contents: ReadonlyMap<string, Content> = new Map()
  /** Files that scenario files name. */
  #named: ReadonlySet<string> = new Set()
  #book: ScenarioBook | undefined
  #generation = 0
  #report: LoadReport | undefined
  #queue: Promise<unknown> = Promise.resolve()

  /** `sources`: folders and files, as the user wrote them. Nothing is read yet. */
  constructor(sources: readonly string[], options: LibraryListeners & Pick<BookOptions, 'deployments'> = {}) {
    this.sources = [...sources]
    this.#listeners = options
    this.#builder = createBookBuilder({
      errorNames: errorNames(),
      // Asking loads the faker: only templates do.
      get fakerMethods() {
        return fakerMethods()
      },
      // A change of the gateway's configuration changes them.
      get deployments() {
        return options.deployments
      },
    })
  }

  /** The last good set. */
  get book(): ScenarioBook | undefined {
    return this.#book
  }

  /** Reads all files now. A set with an error does not replace a good one. */
  reload(): Promise<LoadReport> {
    return this.#inTurn(async () => this.#load(await scan(this.sources, this.#named), true))
  }

  /** Reads again if something changed, once it has come to rest. The result says what there is to watch. */
  refresh(): Promise<Scan> {
    return this.#inTurn(async () => {
      const found = await settledScan(this.sources, this.#scan, this.#named)
      if (found !== undefined) await this.#load(found, false)
      return this.#scan
    })
  }

  /** Rules that no file holds, in the language of the files; they go first, and survive a reload. */
  readonly runtimeRules = {
    add: (text: string): Promise<Added> => this.#inTurn(() => this.#addRules(text)),
    remove: (name?: string): Promise<readonly string[]> =>
      this.#inTurn(() => this.#removeRules((rule) => name === undefined || rule.name === name)),
    removeOfSession: (session: string): Promise<readonly string[]> =>
      this.#inTurn(() => this.#removeRules((rule) => isForSession(rule, session))),
    /** `add` at once, in place of the text of `path` where one is given. A reading under way takes it up too. */
    putNow: (text: string, path?: string): Added => this.#putNow(text, path),
    /** Takes away the texts of these paths, or all, at once. */
    dropNow: (paths?: readonly string[]): void => this.#dropNow(paths),
    /** `removeOfSession` at once. */
    dropOfSessionNow: (session: string): void => this.#dropRulesNow((rule) => isForSession(rule, session)),
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
    const before = this.#contents
    const { scan: seen, contents, problems, wants } = await this.#read(found)
    const changes = changesBetween(before, contents)
    const all = [...seen.missing.map((file) => ({ file, message: 'no such file or folder' })), ...problems]
    this.#scan = scanAsRead(seen, contents)
    this.#contents = contents
    const last = this.#report
    if (!always && last !== undefined && isEmpty(changes) && isDeepStrictEqual(all, last.problems))
      return last

    const files = await sourceFiles(contents, wants, this.sources)
    const { book, diagnostics } = await this.#build(files)
    const ok = book !== undefined && all.length === 0
    const ms = performance.now() - start
    this.#report = { ok, at: new Date().toISOString(), ms, changes, diagnostics, problems: all }
    if (ok) {
      this.#files = files
      this.#use(book)
    }
    this.#listeners.onLoad?.(this.#report)
    return this.#report
  }

  /** Reads what changed, and then the files that it names. */
  async #read(found: Scan) {
    for (let seen = found, tries = 1; ; tries++) {
      const { contents, problems } = await readFiles(seen, this.#contents)
      const wants = await inTurns(this.#prepare(contents))
      this.#named = namedFiles(wants)
      const unread = [...this.#named].filter((file) => !seen.files.has(file))
      const again = unread.length === 0 ? seen : await scan(this.sources, this.#named)
      if (tries === MOST_READINGS || unread.every((file) => !again.files.has(file)))
        return { scan: seen, contents, problems, wants }
      seen = again
    }
  }

  /** Reads each file that changed once; what all of them together make is seen to later. */
  *#prepare(contents: ReadonlyMap<string, Content>): Generator<void, Wants> {
    const wants = new Map<string, ReadonlyMap<string, string>>()
    for (const [file, { text }] of contents) {
      if (!isScenarioName(path.basename(file))) continue
      const written = yield* this.#builder.prepare(asSource(file, text, this.sources))
      if (written.length > 0) wants.set(file, placesOf(file, written))
      yield
    }
    return wants
  }

  async #addRules(text: string): Promise<Added> {
    const before = this.#runtime.files
    const added = this.#runtime.with(text)
    const result = await inTurns(this.#builder.steps([...added.files, ...this.#files]))
    return this.#runtime.files === before ? this.#takeRules(added, result) : this.#addRules(text)
  }

  #putNow(text: string, path: string | undefined): Added {
    const added = path === undefined ? this.#runtime.with(text) : this.#runtime.replacing(path, text)
    return this.#takeRules(added, this.#builder.build([...added.files, ...this.#files]))
  }

  #takeRules(added: ReturnType<RuntimeRules['with']>, { book, diagnostics }: BookResult): Added {
    const { path } = added
    if (book === undefined) return { ok: false, diagnostics, names: [], path }
    this.#runtime.files = added.files
    this.#use(book)
    const names = book.rules.filter((rule) => rule.file === path).map((rule) => rule.name)
    return { ok: true, diagnostics: diagnostics.filter(({ file }) => file === path), names, path }
  }

  #dropNow(paths: readonly string[] | undefined): void {
    const files = this.#runtime.files.filter((file) => paths?.includes(file.path) === false)
    if (files.length === this.#runtime.files.length) return
    this.#runtime.files = files
    const { book } = this.#builder.build([...files, ...this.#files])
    if (book !== undefined) this.#use(book)
  }

  #dropRulesNow(isGone: (rule: Rule) => boolean): void {
    const gone = this.#runtimeNames(isGone)
    if (gone.length === 0) return
    this.#runtime.files = this.#runtime.without(gone, this.#book!.byName)
    const { book } = this.#builder.build([...this.#runtime.files, ...this.#files])
    if (book !== undefined) this.#use(book)
  }

  #runtimeNames(isGone: (rule: Rule) => boolean): readonly string[] {
    const runtime = (this.#book?.rules ?? []).filter((rule) => rule.runtime !== undefined)
    return runtime.filter(isGone).map((rule) => rule.name)
  }

  async #removeRules(isGone: (rule: Rule) => boolean): Promise<readonly string[]> {
    const gone = this.#runtimeNames(isGone)
    if (gone.length === 0) return []
    this.#runtime.files = this.#runtime.without(gone, this.#book!.byName)
    const { book } = await this.#build(this.#files)
    if (book !== undefined) this.#use(book)
    return gone
  }

  #use(book: ScenarioBook): void {
    this.#generation++
    this.#book = book
    this.#listeners.onBook?.(book)
  }

  /** With the rules that were added; again when those changed meanwhile. */
  async #build(files: readonly SourceFile[]): Promise<BookResult> {
    const runtime = this.#runtime.files
    const result = await inTurns(this.#builder.steps([...runtime, ...files]))
    return this.#runtime.files === runtime ? result : this.#build(files)
  }
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
