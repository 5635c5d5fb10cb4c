import { isDeepStrictEqual } from 'node:util'
import { assembleBook } from './assemble-book.ts'
import type { AssembledBook, AssemblyOptions, BookResult } from './assemble-book.ts'
import { finish } from '../values/finish.ts'
import { KeptIndex } from './match/kept-index.ts'
import { readFile } from './read-file.ts'
import type { FileResult } from './read-file.ts'
import type { SourceFile } from './source-file.ts'
import type { Attachment, KnownNames } from '../shape/shape.ts'

export interface BookOptions extends AssemblyOptions {
  /** Names of the error catalogue; without them every name passes. */
  readonly errorNames?: readonly string[]
  /** Faker methods of templates, as `module.method`; without them every name passes. */
  readonly fakerMethods?: readonly string[]
}

export interface BookBuilder {
  /** Reads one file in small steps, so that `build` finds it read. Gives the paths of the files that it names, as written; their content does not matter yet. */
  prepare(file: SourceFile): Generator<void, readonly string[]>
  build(files: readonly SourceFile[]): BookResult
  /** `build` in small steps, so that other work can be done between them. */
  steps(files: readonly SourceFile[]): Generator<void, BookResult>
  /** The book first, and what there is to say of it when that is asked for. */
  assemble(files: readonly SourceFile[]): Generator<void, AssembledBook>
}

/** Files' text → a book, or all their mistakes. */
export function buildBook(files: readonly SourceFile[], options: BookOptions = {}): BookResult {
  return createBookBuilder(options).build(files)
}

/** Builds books again and again: a file that did not change, and whose attached files did not, is not read anew. */
export function createBookBuilder(options: BookOptions = {}): BookBuilder {
  const names: KnownNames = {
    errors: options.errorNames,
    get faker() {
      return options.fakerMethods
    },
  }
  let known = new Map<string, Known>()
  const index = new KeptIndex()
  function* read(file: SourceFile): Generator<void, Known> {
    const before = known.get(file.path)
    if (before !== undefined && isSame(before, file)) return before
    const now = { file, result: yield* readFile(file, names) }
    known.set(file.path, now)
    return now
  }
  function* assemble(files: readonly SourceFile[]): Generator<void, AssembledBook> {
    const next = new Map<string, Known>()
    for (const file of [...files].sort((a, b) => compareText(a.path, b.path))) {
      if (!known.has(file.path)) yield
      next.set(file.path, yield* read(file))
    }
    known = next
    return yield* assembleBook(
      [...next.values()].map(({ result }) => result),
      options,
      index,
    )
  }
  function* steps(files: readonly SourceFile[]): Generator<void, BookResult> {
    const { book, diagnostics } = yield* assemble(files)
    return { book, diagnostics: yield* diagnostics() }
  }
  function* prepare(file: SourceFile): Generator<void, readonly string[]> {
    const before = known.get(file.path)
    const current = before !== undefined && sameText(before.file.text, file.text) ? before : yield* read(file)
    return current.result.wants
  }
  return { prepare, build: (files) => finish(steps(files)), steps, assemble }
}

interface Known {
  readonly file: SourceFile
  readonly result: FileResult
}

function isSame({ file: before, result }: Known, now: SourceFile): boolean {
  return (
    sameText(before.text, now.text) &&
    before.without === now.without &&
    before.program === now.program &&
    result.wants.every((path) => sameAttachment(before.attachments?.get(path), now.attachments?.get(path)))
  )
}

function sameAttachment(a: Attachment | undefined, b: Attachment | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return a === b
  const { content: one, ...rest } = a
  const { content: other, ...others } = b
  const isSame = one === undefined || other === undefined ? one === other : sameText(one, other)
  return isSame && isDeepStrictEqual(rest, others)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function sameText(a: SourceFile['text'], b: SourceFile['text']): boolean {
  if (a === b) return true
  if (typeof a === 'string' || typeof b === 'string') return false
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
