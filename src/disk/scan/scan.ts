import { readdirSync, realpathSync, statSync } from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { isDefaultsFile } from '../../scenario/read-file.ts'
import { isScenarioName, isWalkedFolder } from '../library/scenario-name.ts'
import { inTurns } from './time-slices.ts'

/** One file or folder as it stood at a moment. */
export interface Entry {
  /** Differs whenever the content, the file behind a link, or the list of a folder may differ. */
  readonly mark: string
  /** When it last changed, ms since 1970; no program can set it back. */
  readonly changedAt: number
  /** Bytes. */
  readonly size: number
  readonly inode: string
  /** Where it really is, behind all links. */
  readonly real: string
}

export interface Scan {
  /** By the path that users read: that of the source, then the way down to the file. */
  readonly files: ReadonlyMap<string, Entry>
  /** By real path: all folders in which a change could matter. */
  readonly folders: ReadonlyMap<string, Entry>
  /** Sources that do not exist, or are neither a file nor a folder: a pipe would never end. */
  readonly missing: readonly string[]
}

/**
 * Looks at all scenario files of some folders and files, without reading them, and at the files that they name. Links are
 * followed; what is reached twice counts once. In slices, and in each of them without promises: those of a thousand files
 * cost ten times what the looks do, and wait for one another.
 */
export async function scan(sources: readonly string[], named: Iterable<string> = []): Promise<Scan> {
  return inTurns(walked(sources, named))
}

function* walked(sources: readonly string[], named: Iterable<string>): Generator<void, Scan> {
  const walk = new Walk()
  for (const source of sources) yield* walk.source(source)
  for (const file of named) {
    yield
    walk.named(file)
  }
  return walk
}

/** A file as it stands now; `undefined` where it is none any more. `before`: what it was. */
export async function entryOf(file: string, { real }: Entry): Promise<Entry | undefined> {
  const stats = await statOf(file)
  return stats?.isFile() === true ? entryFrom(stats, real) : undefined
}

function entryFrom(stats: Stats, real: string): Entry {
  const { ctimeMs: changedAt, size } = stats
  return { mark: markOf(stats), changedAt, size, inode: `${stats.dev}:${stats.ino}`, real }
}

/**
 * Whether a file that is gone was only given another name beside its own, as editors do it with the old one while they save
 * (`a.yaml~`, `a.yaml___jb_old___`), or its whole folder is away.
 */
export async function wasMovedAside({ inode, real }: Entry): Promise<boolean> {
  const folder = path.dirname(real)
  const names = await readdir(folder).catch(() => undefined)
  if (names === undefined) return true
  const isCopy = (name: string) => name.includes(path.basename(real)) && !isScenarioName(name)
  for (const name of names.filter(isCopy)) {
    const stats = await statOf(path.join(folder, name))
    if (stats !== undefined && `${stats.dev}:${stats.ino}` === inode) return true
  }
  return false
}

/** What tells whether a folder still holds what it did; `undefined` where it is gone. */
export async function folderMark(folder: string): Promise<string | undefined> {
  const stats = await statOf(folder)
  return stats === undefined ? undefined : markOf(stats)
}

/** What tells whether a file is still the one that was looked at. */
export function markOf(stats: Stats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`
}

/** A file can change twice at the same time by the clock of its file system, ms. */
const SAME_TIME = 20

/** The mark of a file that was read just now: where a later change could leave it as it is, it is one that no look gives. */
export function markAsRead(stats: Stats): string {
  const age = Date.now() - stats.ctimeMs
  return Math.abs(age) < SAME_TIME ? `${markOf(stats)}:just now` : markOf(stats)
}

class Walk implements Scan {
  readonly files = new Map<string, Entry>()
  readonly folders = new Map<string, Entry>()
  readonly missing: string[] = []
  readonly #seen = new Set<string>()

  /** A file that a scenario file names: it is no source, so that nothing is missing where it is not there. */
  named(file: string): void {
    const stats = this.files.has(file) ? undefined : lookAt(file)
    if (stats?.isFile() !== true) return
    const folder = realOf(path.dirname(file))
    this.files.set(file, entryFrom(stats, path.join(folder ?? '', path.basename(file))))
    const folderStats = folder === undefined ? undefined : lookAt(folder)
    if (folder !== undefined && folderStats !== undefined) this.#addFolder(folder, folderStats)
  }

  *source(source: string): Generator<void, void> {
    const real = realOf(source)
    const stats = real === undefined ? undefined : lookAt(real)
    if (real === undefined || stats === undefined || !(stats.isDirectory() || stats.isFile()))
      this.missing.push(source)
    else if (stats.isDirectory()) yield* this.#folder(path.normalize(source), real, stats)
    else {
      const parent = path.dirname(real)
      const parentStats = lookAt(parent)
      if (parentStats !== undefined) this.#addFolder(parent, parentStats)
      this.#addFile(path.normalize(source), real, stats)
      this.#defaultsBeside(path.normalize(source))
    }
  }

  /** A single file goes by the defaults of its folder too. */
  #defaultsBeside(file: string): void {
    const folder = path.dirname(file)
    const real = realOf(folder)
    for (const { name } of real === undefined ? [] : listOf(real)) {
      if (!isDefaultsFile(name)) continue
      const place = realOf(path.join(real!, name))
      const stats = place === undefined ? undefined : lookAt(place)
      if (place !== undefined && stats !== undefined) this.#addFile(path.join(folder, name), place, stats)
    }
  }

  *#folder(shown: string, real: string, stats: Stats): Generator<void, void> {
    if (this.#seen.has(real)) return
    this.#seen.add(real)
    this.#addFolder(real, stats)
    for (const entry of listOf(real).filter(isWanted)) {
      yield
      const place = path.join(real, entry.name)
      const childReal = entry.isSymbolicLink() ? realOf(place) : place
      const child = childReal === undefined ? undefined : lookAt(childReal)
      if (childReal === undefined || child === undefined) continue
      const childShown = path.join(shown, entry.name)
      if (child.isDirectory()) {
        if (isWalkedFolder(entry.name)) yield* this.#folder(childShown, childReal, child)
      } else if (isScenarioName(entry.name)) this.#addFile(childShown, childReal, child)
    }
  }

  #addFolder(real: string, stats: Stats): void {
    this.folders.set(real, entryFrom(stats, real))
  }

  #addFile(shown: string, real: string, stats: Stats): void {
    if (!stats.isFile() || this.#seen.has(real)) return
    this.#seen.add(real)
    this.files.set(shown, entryFrom(stats, real))
  }
}

function isWanted(entry: Dirent): boolean {
  return isWalkedFolder(entry.name) && (!entry.isFile() || isScenarioName(entry.name))
}

function listOf(folder: string): readonly Dirent[] {
  const entries = orNothing(() => readdirSync(folder, { withFileTypes: true })) ?? []
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function lookAt(place: string): Stats | undefined {
  return orNothing(() => statSync(place, { throwIfNoEntry: false }))
}

function realOf(place: string): string | undefined {
  return orNothing(() => realpathSync.native(place))
}

/** What cannot be looked at is not there. */
function orNothing<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

async function statOf(place: string): Promise<Stats | undefined> {
  return stat(place).catch(() => undefined)
}
