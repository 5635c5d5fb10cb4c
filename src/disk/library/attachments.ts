import { realpath } from 'node:fs/promises'
import path from 'node:path'
import type { SourceFile } from '../../scenario/source-file.ts'
import type { Attachment } from '../../shape/shape.ts'
import { MAX_ATTACHED_SIZE, sourceText } from '../../shape/source/source-text.ts'
import type { Content } from '../scan/read-files.ts'

/** Which files a scenario file names: where they are, by the path as written there. */
export type Wants = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Where the files that a scenario file names are, from its own folder. */
export function placesOf(file: string, written: readonly string[]): ReadonlyMap<string, string> {
  return new Map(written.map((it) => [it, path.join(path.dirname(file), it)]))
}

/** The scenario files among all that was read, each with the files that it names. A file that another one names is no scenario file. */
export async function sourceFiles(
  contents: ReadonlyMap<string, Content>,
  wants: Wants,
  sources: readonly string[],
): Promise<readonly SourceFile[]> {
  const guard = new FolderGuard(sources)
  const named = namedFiles(wants)
  const files: SourceFile[] = []
  for (const [file, { text }] of contents) {
    if (named.has(file)) continue
    const places = wants.get(file)
    const source = asSource(file, text, sources)
    if (places === undefined || places.size === 0) files.push(source)
    else files.push({ ...source, attachments: await attachmentsOf(file, places, contents, wants, guard) })
  }
  return files
}

/** A file as it is read; one that the user named is a scenario file whatever it holds. */
export function asSource(file: string, text: SourceFile['text'], sources: readonly string[]): SourceFile {
  return sources.some((it) => path.normalize(it) === file)
    ? { path: file, text, asked: true }
    : { path: file, text }
}

/** Files that scenario files name, without those that lead back to where they are named. */
export function namedFiles(wants: Wants): ReadonlySet<string> {
  const named = new Set<string>()
  for (const [file, places] of wants)
    for (const place of places.values()) if (!leadsTo(place, file, wants)) named.add(place)
  return named
}

async function attachmentsOf(
  file: string,
  places: ReadonlyMap<string, string>,
  contents: ReadonlyMap<string, Content>,
  wants: Wants,
  guard: FolderGuard,
): Promise<ReadonlyMap<string, Attachment>> {
  const found = new Map<string, Attachment>()
  for (const [written, place] of places) {
    if (leadsTo(place, file, wants)) found.set(written, CIRCLE)
    else if (path.isAbsolute(written) || !(await guard.allows(place, file))) found.set(written, OUTSIDE)
    else found.set(written, attachmentOf(contents.get(place), place))
  }
  return found
}

const CIRCLE: Attachment = {
  code: 'file-circle',
  problem: 'leads back to this file',
  hint: 'name a file that holds nothing but the text',
}
const OUTSIDE: Attachment = {
  code: 'outside-folder',
  problem: 'is outside the scenario folder',
  hint: 'name a file in the folder of the scenarios, by its path from this file',
}

function attachmentOf(content: Content | undefined, place: string): Attachment {
  if (content === undefined) return { code: 'missing-file', problem: `does not exist (${place})` }
  const text = sourceText(content.text, MAX_ATTACHED_SIZE)
  if (typeof text === 'string') return { text, content: content.text }
  const problem = { code: text.code, problem: text.message.replace(/^the file /, '') }
  return content.text.length > MAX_ATTACHED_SIZE ? problem : { ...problem, content: content.text }
}

function leadsTo(from: string, to: string, wants: Wants, seen = new Set<string>()): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return [...(wants.get(from)?.values() ?? [])].some((next) => leadsTo(next, to, wants, seen))
}

/** Keeps what scenario files name inside their folders, links followed. */
class FolderGuard {
  readonly #sources: readonly string[]
  readonly #real = new Map<string, Promise<string | undefined>>()

  constructor(sources: readonly string[]) {
    this.#sources = sources.map((source) => path.normalize(source))
  }

  async allows(place: string, file: string): Promise<boolean> {
    const root = this.#rootOf(file)
    if (!isInside(place, root)) return false
    const real = await this.#realOf(place)
    // What does not exist is told to be missing.
    if (real === undefined) return true
    const folders = await Promise.all([this.#realOf(root), this.#realOf(path.dirname(file))])
    return folders.some((folder) => folder !== undefined && isInside(real, folder))
  }

  /** The source that a file came from; of a single file its folder. */
  #rootOf(file: string): string {
    const source = this.#sources.find((it) => isInside(file, it))
    return source === undefined || source === file ? path.dirname(file) : source
  }

  #realOf(place: string): Promise<string | undefined> {
    let real = this.#real.get(place)
    if (real === undefined) this.#real.set(place, (real = realpath(place).catch(() => undefined)))
    return real
  }
}

/** Whether a path is that of the folder or leads into it. */
export function isInside(place: string, folder: string): boolean {
  const way = path.relative(folder, place)
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way)
}
