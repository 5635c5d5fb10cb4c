import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { errorNames } from '../../errors/catalogue.ts'
import { fakerMethods } from '../../fake/realistic/faker-method.ts'
import type { ScenarioBook } from '../../scenario/book.ts'
import { createBookBuilder } from '../../scenario/build-book.ts'
import type { BookBuilder, BookOptions } from '../../scenario/build-book.ts'
import type { ProgramParts } from '../../scenario/program.ts'
import type { Rule } from '../../scenario/rule.ts'
import type { SourceFile } from '../../scenario/source-file.ts'
import type { AssembledBook, BookResult } from '../../scenario/assemble-book.ts'
import { changesBetween, isEmpty } from './changes.ts'
import { inTurns } from '../scan/time-slices.ts'
import { emptiedFolders } from './emptied-folders.ts'
import { errorsOf, warningsOf } from './load-report.ts'
import type { LoadReport } from './load-report.ts'
import { LibraryReader, NOTHING_READ } from './library-reader.ts'
import type { LibraryReading } from './library-reader.ts'
import { lostEnds } from '../scan/truncated-file.ts'
import type { FileProblem } from '../scan/read-files.ts'
import { QUIET } from '../scan/quiet-period.ts'
import { isForSession, RuntimeRules } from './runtime-rules.ts'
import type { Added } from './runtime-rules.ts'
import type { Scan } from '../scan/scan.ts'
import { settled } from '../scan/stable-read.ts'
import type { FileSigns } from '../scan/file-signs.ts'
import type { Reading } from '../scan/stable-read.ts'

export type Watching = 'events' | 'polling' | 'off'

export interface LibraryListeners {
  /** A whole new set of scenarios. */
  onBook?(book: ScenarioBook): void
  /** Called after each reading that found something different, and after each that was asked for. */
  onLoad?(report: LoadReport): void
}

export interface LibraryOptions extends LibraryListeners, Pick<BookOptions, 'deployments' | 'patienceMs'> {
  /** A folder that holds no file any more takes its scenarios away. */
  readonly allowEmpty?: boolean | undefined
}

/** Before the next look at a file that may be being written, ms. */
const AGAIN = 10
/** Stretches of work that nobody waits for, ms. */
const SHORT = 1

/** A reading with the book that it gives. */
interface Draft extends LibraryReading {
  readonly sources: readonly SourceFile[]
  readonly runtime: readonly SourceFile[]
  readonly built: AssembledBook
  /** What reading and building took, ms. */
  readonly ms: number
}

/** The scenario files of some folders and files, and the last good book that they gave. */
export class ScenarioLibrary {
  readonly sources: readonly string[]
  watching: Watching = 'off'
  readonly #listeners: LibraryListeners
  readonly #builder: BookBuilder
  readonly #reader: LibraryReader
  readonly #runtime = new RuntimeRules()
  readonly #allowEmpty: boolean
  #files: readonly SourceFile[] = []
  #loaded = NOTHING_READ
  #book: ScenarioBook | undefined
  #generation = 0
  #report: LoadReport | undefined
  #queue: Promise<unknown> = Promise.resolve()

  /** `sources`: folders and files, as the user wrote them. Nothing is read yet. */
  constructor(sources: readonly string[], options: LibraryOptions = {}) {
    this.sources = [...sources]
    this.#allowEmpty = options.allowEmpty === true
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
      get patienceMs() {
        return options.patienceMs
      },
    })
    this.#reader = new LibraryReader(this.sources, this.#builder)
  }

  /** What the last good set was made of, with the rules that were added while the program runs. */
  get texts(): readonly SourceFile[] {
    return [...this.#runtime.files, ...this.#files]
  }

  /** The same without those rules. */
  get files(): readonly SourceFile[] {
    return this.#files
  }

  get scan(): Scan {
    return this.#loaded.scan
  }

  /** The last good set. */
  get book(): ScenarioBook | undefined {
    return this.#book
  }

  /**
   * Reads all files now. A set with an error does not replace a good one. Only a file that lost its end a moment ago is given
   * that moment: somebody may be writing it. `onUse`: called once the set is in use; what is probably not meant in it is looked
   * for when its promise has resolved.
   */
  reload(onUse?: (book: ScenarioBook) => Promise<void>): Promise<LoadReport> {
    return this.#inTurn(async () => {
      const start = performance.now()
      for (;;) {
        const { named } = this.#loaded
        const reading = await this.#reader.read(await this.#reader.scan(named), this.#loaded, named)
        if (performance.now() - start < QUIET && justLostAnEnd(this.#loaded, reading)) await pause(AGAIN)
        else return this.#use(await this.#draft(reading, start), true, onUse)
      }
    })
  }

  /** Reads again if something changed, once it has come to rest. The result says what there is to watch. */
  async refresh(signs?: FileSigns): Promise<Scan> {
    for (;;) {
      const loaded = this.#loaded
      const isOver = () => this.#loaded !== loaded
      const { seen, reading: draft } = await settled({
        loaded,
        look: (last: Draft | undefined) => this.#reader.scan((last ?? loaded).named),
        read: async (found, last) => {
          const start = performance.now()
          return this.#draft(await this.#reader.read(found, this.#loaded, (last ?? loaded).named), start)
        },
        isOver,
        signs,
      })
      const isDone = await this.#inTurn(async () => {
        if (isOver()) return false
        if (draft !== undefined) await this.#use(draft, false)
        return true
      })
      if (isDone) return seen
      // What was said of files was about those that somebody else has read.
      signs?.stir()
    }
  }

  /** What the set would be if a file held this text. Nothing is taken into use. */
  tryText(file: string, text: string): Promise<BookResult> {
    return this.#inTurn(async () => {
      const { built } = await this.#build(await this.#reader.withText(file, text, this.#loaded))
      return { book: built.book, diagnostics: await inTurns(built.diagnostics()) }
    })
  }

  /** Rules that no file holds, in the language of the files; they go first, and survive a reload. */
  readonly runtimeRules = {
    add: (text: string): Promise<Added> => this.#inTurn(() => this.#addRules(text)),
    remove: (name?: string): Promise<readonly string[]> =>
      this.#inTurn(() => this.#removeRules((rule) => name === undefined || rule.name === name)),
    removeOfSession: (session: string): Promise<readonly string[]> =>
      this.#inTurn(() => this.#removeRules((rule) => isForSession(rule, session))),
    /** The texts, and how many were numbered so far. */
    texts: (): { readonly files: readonly SourceFile[]; readonly count: number } => this.#runtime,
    /** Those of another process, in place of all. */
    restore: (files: readonly SourceFile[], count: number): Promise<void> =>
      this.#inTurn(async () => {
        this.#runtime.restore(files, count)
        const { book } = (await this.#build(this.#files)).built
        if (book !== undefined) this.#take(book)
      }),
    /** `add` at once, in place of the text of `path` where one is given, with what a program adds to it. A reading under way takes it up too. */
    putNow: (text: string, path?: string, program?: ProgramParts): Added => this.#putNow(text, path, program),
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

  #emptied(now: Scan): readonly FileProblem[] {
    const answering = this.#files.map((file) => file.path)
    return this.#allowEmpty ? [] : emptiedFolders(this.sources, answering, now)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => {})
    return result
  }

  async #use(
    draft: Draft,
    always: boolean,
    onUse?: (book: ScenarioBook) => Promise<void>,
  ): Promise<LoadReport> {
    const changes = changesBetween(this.#loaded.contents, draft.contents)
    const missing = draft.scan.missing.map((file) => ({ file, message: 'no such file or folder' }))
    const problems = [...missing, ...this.#emptied(draft.scan), ...draft.problems]
    this.#loaded = draft
    const last = this.#report
    if (!always && last !== undefined && isEmpty(changes) && isDeepStrictEqual(problems, last.problems))
      return last

    const isCurrent = draft.runtime === this.#runtime.files
    const built = isCurrent ? draft.built : (await this.#build(draft.sources)).built
    const { book } = built
    const ok = book !== undefined && problems.length === 0
    const report = { ok, at: new Date().toISOString(), ms: draft.ms, changes, problems }
    if (ok) {
      this.#files = draft.sources
      this.#take(book)
      this.#report = { ...report, diagnostics: [] }
      await onUse?.(book)
    }
    // What is probably not meant in them does not hold up the answers.
    this.#report = { ...report, diagnostics: await inTurns(built.diagnostics(), SHORT) }
    this.#listeners.onLoad?.(this.#report)
    return this.#report
  }

  /** Does all that can be done with a reading before it is used. `start`: when it began. */
  async #draft(reading: LibraryReading, start: number): Promise<Draft> {
    const sources = await this.#reader.sourcesOf(reading)
    const { runtime, built } = await this.#build(sources)
    return { ...reading, sources, runtime, built, ms: performance.now() - start }
  }

  async #addRules(text: string): Promise<Added> {
    const before = this.#runtime.files
    const added = this.#runtime.with(text)
    const result = await inTurns(this.#builder.steps([...added.files, ...this.#files]))
    return this.#runtime.files === before ? this.#takeRules(added, result) : this.#addRules(text)
  }

  #putNow(text: string, path: string | undefined, program: ProgramParts | undefined): Added {
    const added =
      path === undefined ? this.#runtime.with(text, program) : this.#runtime.replacing(path, text, program)
    return this.#takeRules(added, this.#builder.build([...added.files, ...this.#files]))
  }

  #takeRules(added: ReturnType<RuntimeRules['with']>, { book, diagnostics }: BookResult): Added {
    const { path } = added
    if (book === undefined) return { ok: false, diagnostics, names: [], path }
    this.#runtime.files = added.files
    this.#take(book)
    const names = book.rules.filter((rule) => rule.file === path).map((rule) => rule.name)
    return { ok: true, diagnostics: diagnostics.filter(({ file }) => file === path), names, path }
  }

  #dropNow(paths: readonly string[] | undefined): void {
    const files = this.#runtime.files.filter((file) => paths?.includes(file.path) === false)
    if (files.length === this.#runtime.files.length) return
    this.#runtime.files = files
    const { book } = this.#builder.build([...files, ...this.#files])
    if (book !== undefined) this.#take(book)
  }

  #dropRulesNow(isGone: (rule: Rule) => boolean): void {
    const gone = this.#runtimeNames(isGone)
    if (gone.length === 0) return
    this.#runtime.files = this.#runtime.without(gone, this.#book!.byName)
    const { book } = this.#builder.build([...this.#runtime.files, ...this.#files])
    if (book !== undefined) this.#take(book)
  }

  #runtimeNames(isGone: (rule: Rule) => boolean): readonly string[] {
    const runtime = (this.#book?.rules ?? []).filter((rule) => rule.runtime !== undefined)
    return runtime.filter(isGone).map((rule) => rule.name)
  }

  async #removeRules(isGone: (rule: Rule) => boolean): Promise<readonly string[]> {
    const gone = this.#runtimeNames(isGone)
    if (gone.length === 0) return []
    this.#runtime.files = this.#runtime.without(gone, this.#book!.byName)
    const { book } = (await this.#build(this.#files)).built
    if (book !== undefined) this.#take(book)
    return gone
  }

  #take(book: ScenarioBook): void {
    this.#generation++
    this.#book = book
    this.#listeners.onBook?.(book)
  }

  /** With the rules that were added; again when those changed meanwhile. */
  async #build(files: readonly SourceFile[]): Promise<Pick<Draft, 'runtime' | 'built'>> {
    const runtime = this.#runtime.files
    const built = await inTurns(this.#builder.assemble([...runtime, ...files]))
    return this.#runtime.files === runtime ? { runtime, built } : this.#build(files)
  }
}

/** Whether a file changed so short a time ago, and looks so, that somebody may be writing it. */
function justLostAnEnd(before: Reading, now: Reading): boolean {
  const isYoung = (file: string) => Date.now() - (now.scan.files.get(file)?.changedAt ?? 0) < QUIET
  return before !== NOTHING_READ && [...lostEnds(before.contents, now.contents)].some(isYoung)
}
