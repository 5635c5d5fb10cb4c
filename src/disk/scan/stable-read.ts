import { LivingClock } from './active-time.ts'
import type { DiskClock } from './active-time.ts'
import { differences, withoutDifferences } from './differences.ts'
import type { Difference } from './differences.ts'
import type { FileSigns, Stirred } from './file-signs.ts'
import { QuietPeriods } from './quiet-period.ts'
import type { Known } from './quiet-period.ts'
import type { Content } from './read-files.ts'
import { entryOf, folderMark, wasMovedAside } from './scan.ts'
import type { Entry, Scan } from './scan.ts'
import { grown, lostEnds } from './truncated-file.ts'

/** What was read at one look, with the marks of what was really read. */
export interface Reading {
  readonly scan: Scan
  readonly contents: ReadonlyMap<string, Content>
}

/** The files themselves, where something is asked of one of them. A test has its own. */
export interface Disk {
  entryOf(file: string, before: Entry): Promise<Entry | undefined>
  folderMark(folder: string): Promise<string | undefined>
  wasMovedAside(entry: Entry): Promise<boolean>
}

export interface Settling<R extends Reading> {
  /** What there was before. */
  readonly loaded: Reading
  /** `last`: what was read last, which can name more files. */
  look(last: R | undefined): Promise<Scan>
  /** Reads, and does all the work that wants doing before it can be used. It may be thrown away. */
  read(found: Scan, last: R | undefined): Promise<R>
  /** Somebody else has read meanwhile. */
  isOver(): boolean
  /** Absent where nothing is watched. Signs can get lost, so that all is looked at now and then without any. */
  readonly signs?: FileSigns | undefined
  readonly clock?: DiskClock | undefined
  readonly disk?: Disk | undefined
}

export interface Settled<R> {
  /** What stands there now, which is what there is to watch. */
  readonly seen: Scan
  /** Absent when there is nothing new. */
  readonly reading: R | undefined
}

/** So long after the last change was seen it is read, in the hope that there will be no other, ms. */
const EARLY = 15
/** Between two looks, ms. */
const STEP = { least: 5, most: 30 }
/** A folder can change twice at the same time by the clock of a file system, ms. */
const SAME_TIME = 20

/**
 * Reads once nothing that differs from before has changed for a moment: a file that is truncated and then written, or a
 * folder in the middle of a save, is not taken as it stands. It is read while it is waited for. A file that never comes to
 * rest stays what it was.
 */
export async function settled<R extends Reading>(work: Settling<R>): Promise<Settled<R>> {
  const clock = work.clock ?? new LivingClock()
  try {
    return await new Settle(work, clock).run()
  } finally {
    clock.stop()
  }
}

class Settle<R extends Reading> {
  readonly #work: Settling<R>
  readonly #clock: DiskClock
  readonly #disk: Disk
  readonly #quiet: QuietPeriods
  #reading: R | undefined
  #looked: Looked | undefined
  #isFirst = true
  #cut: ReadonlySet<string> = new Set()
  /** What is cut, and what somebody writes bit by bit. */
  #unfinished: ReadonlySet<string> = new Set()
  readonly #aside = new Map<string, boolean>()

  constructor(work: Settling<R>, clock: DiskClock) {
    this.#work = work
    this.#clock = clock
    this.#disk = work.disk ?? { entryOf, folderMark, wasMovedAside }
    this.#quiet = new QuietPeriods(clock)
  }

  async run(): Promise<Settled<R>> {
    const { loaded, isOver, signs } = this.#work
    for (;;) {
      const seen = await this.#look()
      const all = differences(loaded.scan, seen)
      this.#quiet.see(all, this.#unfinished)
      const held = this.#quiet.restless(all)
      const changes = all.filter((change) => !held.includes(change))
      if (changes.length === 0 || isOver()) {
        signs?.forget()
        return { seen, reading: undefined }
      }
      const now = withoutDifferences(loaded.scan, seen, held)
      const reading = this.#reading
      if (reading !== undefined && isSame(reading.scan, now)) {
        const left = this.#quiet.left(changes, await this.#known(changes, reading))
        if (left <= 0) {
          signs?.forget()
          return { seen, reading }
        }
        await this.#clock.pause(stepOf(left))
      } else {
        const early = EARLY - this.#quiet.sinceSeen(changes)
        if (early <= 0) await this.#read(now)
        else await this.#clock.pause(stepOf(early))
      }
    }
  }

  async #look(): Promise<Scan> {
    const { loaded, look, signs } = this.#work
    const stirred = signs?.stirred() ?? 'anything'
    const last = stirred === 'anything' ? undefined : (this.#looked ?? this.#before(stirred))
    this.#isFirst = false
    const again = last === undefined ? undefined : await lookedAgain(last, loaded.scan, stirred, this.#disk)
    const at = this.#clock.date
    this.#looked =
      last === undefined || again === undefined
        ? { scan: await look(this.#reading), at }
        : { scan: again, at: last.at }
    return this.#looked.scan
  }

  /** At first nothing differs from before but what was written to; a folder that changed since would have stirred. */
  #before(stirred: Stirred): Looked | undefined {
    return this.#isFirst && stirred !== 'nothing' ? { scan: this.#work.loaded.scan, at: Infinity } : undefined
  }

  async #read(now: Scan): Promise<void> {
    const last = this.#reading
    const reading = await this.#work.read(now, last)
    if (last !== undefined || differences(now, reading.scan).length > 0) this.#looked = undefined
    this.#cut = lostEnds(this.#work.loaded.contents, reading.contents)
    this.#unfinished = new Set([
      ...this.#cut,
      ...(last === undefined ? [] : grown(last.contents, reading.contents)),
    ])
    this.#reading = reading
  }

  async #known(changes: readonly Difference[], { scan, contents }: R): Promise<Known> {
    const { signs, loaded } = this.#work
    const isMoved = ({ name }: Difference) =>
      contents.get(name)?.text.length !== 0 && signs?.isMoved(scan.files.get(name)?.real ?? '') === true
    const moved = new Set(changes.filter((it) => it.kind === 'file' && isMoved(it)).map(({ name }) => name))
    const aside = new Set<string>()
    for (const { kind, name } of changes) {
      if (kind !== 'gone') continue
      if (!this.#aside.has(name))
        this.#aside.set(name, await this.#disk.wasMovedAside(loaded.scan.files.get(name)!))
      if (this.#aside.get(name) === true) aside.add(name)
    }
    return { cut: this.#cut, moved, aside }
  }
}

function stepOf(left: number): number {
  return Math.min(STEP.most, Math.max(STEP.least, left))
}

interface Looked {
  readonly scan: Scan
  /** When all files were looked for, ms since 1970. */
  readonly at: number
}

/**
 * Looks at those files only that differ from `before` or were written to: it saves a look at a thousand others, of which no
 * sign has come. Undefined where all have to be looked at: a folder changed, or a file went away.
 */
async function lookedAgain(
  { scan, at }: Looked,
  before: Scan,
  stirred: Stirred,
  disk: Disk,
): Promise<Scan | undefined> {
  const changes = differences(before, scan)
  const written = typeof stirred === 'string' ? [] : namesOf(stirred, scan)
  if (written === undefined || changes.some(({ kind }) => kind !== 'file')) return undefined
  for (const [folder, { mark, changedAt }] of scan.folders)
    if (changedAt > at - SAME_TIME || (await disk.folderMark(folder)) !== mark) return undefined
  const files = new Map(scan.files)
  for (const name of new Set([...changes.map((it) => it.name), ...written])) {
    const entry = await disk.entryOf(name, scan.files.get(name)!)
    if (entry === undefined) return undefined
    files.set(name, entry)
  }
  return { ...scan, files }
}

/** The files that really stand there; undefined where something else does. */
function namesOf(real: ReadonlySet<string>, { files }: Scan): readonly string[] | undefined {
  if (real.size === 0) return []
  const found = [...files].filter(([, entry]) => real.has(entry.real))
  return found.length < real.size ? undefined : found.map(([name]) => name)
}

function isSame(a: Scan, b: Scan): boolean {
  return a.files.size === b.files.size && differences(a, b).length === 0
}
