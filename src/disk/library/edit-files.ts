import { createHash, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ScenarioBook } from '../../scenario/book.ts'
import type { Diagnostic } from '../../shape/diagnostic.ts'
import type { ScenarioLibrary } from './scenario-library.ts'
import { isScenarioName } from './scenario-name.ts'

/** Why a file is not read or written; `status` as in HTTP. */
export class CannotEdit extends Error {
  readonly statusCode: number
  readonly problems: readonly Diagnostic[]

  constructor(status: number, message: string, problems: readonly Diagnostic[] = []) {
    super(message)
    this.statusCode = status
    this.problems = problems
  }
}

export interface EditableFile {
  readonly file: string
  readonly text: string
  /** What the file holds, as a hash: it must still be this when it is written. */
  readonly version: string
}

/** Reads and writes the scenario files of a library, and no others. */
export class FileEditor {
  readonly #library: ScenarioLibrary
  /** Folders whose files are not the user's. */
  readonly #foreign: readonly string[]

  constructor(library: ScenarioLibrary, foreign: readonly string[]) {
    this.#library = library
    this.#foreign = foreign
  }

  async read(name: string): Promise<EditableFile> {
    const file = await this.#place(name)
    const text = await readFile(file, 'utf8').catch(() => {
      throw new CannotEdit(404, `there is no file ${name}`)
    })
    return { file: name, text, version: versionOf(text) }
  }

  /** The mistakes that the whole set would have. */
  async check(name: string, text: string): Promise<readonly Diagnostic[]> {
    return (await this.#library.tryText(await this.#place(name), text)).diagnostics
  }

  /** The set with this text in place of the file's. */
  async bookWith(name: string, text: string): Promise<ScenarioBook> {
    const { book, diagnostics } = await this.#library.tryText(await this.#place(name), text)
    if (book === undefined) throw new CannotEdit(422, diagnostics[0]!.message, diagnostics)
    return book
  }

  /**
   * Writes a file whole or not at all, and reads the set anew. `version`: what it held when it was read; undefined for a
   * file that must not exist yet.
   */
  async write(name: string, text: string, version: string | undefined): Promise<EditableFile> {
    const file = await this.#place(name)
    if (this.#foreign.some((folder) => isWithin(folder, file)))
      throw new CannotEdit(
        403,
        'these are the shipped examples; start with a scenario folder of your own to edit files',
      )
    const errors = (await this.check(name, text)).filter(({ severity }) => severity === 'error')
    if (errors.length > 0)
      throw new CannotEdit(422, `${errors[0]!.file}:${errors[0]!.line}: ${errors[0]!.message}`, errors)
    await mkdir(path.dirname(file), { recursive: true })
    const temporary = path.join(
      path.dirname(file),
      `.${path.basename(file)}.${randomBytes(6).toString('hex')}`,
    )
    try {
      await writeFile(temporary, text)
      if (version === undefined) await create(temporary, file, name)
      else await replace(temporary, file, name, version)
    } finally {
      await rm(temporary, { force: true })
    }
    await this.#library.reload()
    return { file: name, text, version: versionOf(text) }
  }

  /** Where a file is, by its name in the list of files; a new one goes into the first folder. */
  async #place(name: string): Promise<string> {
    if (!isScenarioName(path.basename(name)))
      throw new CannotEdit(400, `${name} is no scenario file: its name must end in .yaml, .yml or .json`)
    const sources = this.#library.sources
    const known = [...this.#library.status().files, ...sources]
    const isListed = known.some((it) => path.normalize(it) === path.normalize(name))
    const inside = sources.some((folder) => isWithin(folder, name))
    if (isListed || inside) return this.#guarded(path.normalize(name), name)
    const folders = await Promise.all(sources.map(async (it) => ((await isFolder(it)) ? [it] : [])))
    const [folder] = folders.flat()
    if (folder === undefined)
      throw new CannotEdit(400, 'there is no scenario folder that a new file could go into')
    const file = path.join(folder, name)
    if (path.isAbsolute(name) || !isWithin(folder, file))
      throw new CannotEdit(403, `${name} is outside the scenario folder`)
    return this.#guarded(file, name)
  }

  /** A link may lead out of the folder. */
  async #guarded(file: string, name: string): Promise<string> {
    const real = await realPlace(file)
    for (const source of this.#library.sources) {
      const root = await realPlace(source)
      if (real === root || isWithin(root, real)) return file
    }
    throw new CannotEdit(403, `${name} is outside the scenario folder`)
  }
}

async function create(temporary: string, file: string, name: string): Promise<void> {
  await link(temporary, file).catch(() => {
    throw new CannotEdit(409, `${name} exists already`)
  })
}

async function replace(temporary: string, file: string, name: string, version: string): Promise<void> {
  const now = await readFile(file, 'utf8').catch(() => undefined)
  if (now === undefined || versionOf(now) !== version)
    throw new CannotEdit(409, `${name} has changed on disk meanwhile; read it again first`)
  await rename(temporary, file)
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file)
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)
}

async function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    (it) => it.isDirectory(),
    () => false,
  )
}

/** The real place of a file, or where it would be once it is made. */
async function realPlace(file: string): Promise<string> {
  const found = await realpath(file).catch(() => undefined)
  if (found !== undefined) return found
  const parent = path.dirname(file)
  return parent === file ? path.resolve(file) : path.join(await realPlace(parent), path.basename(file))
}
