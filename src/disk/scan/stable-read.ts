import { setTimeout as pause } from 'node:timers/promises'
import { differences, withoutDifferences } from './differences.ts'
import type { Difference } from './differences.ts'
import { lostEnds } from './truncated-file.ts'
import type { Content } from './read-files.ts'
import { Rests } from './quiet-period.ts'
import { entryOf, folderMark } from './scan.ts'
import type { Scan } from './scan.ts'

/** What was read at one look, with the marks of what was really read. */
export interface Reading {
  readonly scan: Scan
  readonly contents: ReadonlyMap<string, Content>
}

export type Stirred = () => boolean

export interface Settling<R extends Reading> {
  /** What there was before. */
  readonly loaded: Reading
  /** `last`: what was read last, which can name more files. */
  look(last: R | undefined): Promise<Scan>
  /** Reads, and does all the work that wants doing before it can be used. It may be thrown away. */
  read(found: Scan, last: R | undefined): Promise<R>
  /** Somebody else has read meanwhile. */
  isOver(): boolean
  /** Whether any file may have changed since this was last asked; always, unless given. */
  stirred?: Stirred | undefined
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
  const before = work.loaded.scan
  const rests = new Rests()
  try {
    let reading: R | undefined
    let looked: Looked | undefined
    for (;;) {
      if (work.stirred?.() !== false) looked = undefined
      looked = await lookAgain(looked, before, () => work.look(reading))
      const seen = looked.scan
      const all = differences(before, seen)
      rests.see(all)
      const held = rests.restless(all)
      const changes = all.filter((change) => !held.includes(change))
      if (changes.length === 0 || work.isOver()) return { seen, reading: undefined }
      const now = withoutDifferences(before, seen, held)
      if (reading !== undefined && isSame(reading.scan, now)) {
        const left = rests.left(changes, lostEnds(work.loaded.contents, reading.contents))
        if (left <= 0) return { seen, reading }
        await pause(stepOf(left))
      } else if (rests.sinceSeen(changes) >= EARLY) {
        const named = reading
        reading = await work.read(now, reading)
        if (named !== undefined || differences(now, reading.scan).length > 0) looked = undefined
      } else await pause(stepOf(EARLY - rests.sinceSeen(changes)))
    }
  } finally {
    rests.stop()
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
 * Looks at those files only that differ from `before`: it saves a look at a thousand others, of which no
 * sign has come. Looks at all where a folder changed, or a file went away.
 */
async function lookAgain(last: Looked | undefined, before: Scan, look: () => Promise<Scan>): Promise<Looked> {
  const again = last === undefined ? undefined : await changedAgain(last, before)
  if (again !== undefined) return { scan: again, at: last!.at }
  const at = Date.now()
  return { scan: await look(), at }
}

async function changedAgain({ scan, at }: Looked, before: Scan): Promise<Scan | undefined> {
  const changes = differences(before, scan)
  if (changes.some(({ kind }) => kind !== 'file')) return undefined
  for (const [folder, { mark, changedAt }] of scan.folders)
    if (changedAt > at - SAME_TIME || (await folderMark(folder)) !== mark) return undefined
  const files = new Map(scan.files)
  for (const { name } of changes as readonly Difference[]) {
    const entry = await entryOf(name)
    if (entry === undefined) return undefined
    files.set(name, entry)
  }
  return { ...scan, files }
}

function isSame(a: Scan, b: Scan): boolean {
  return a.files.size === b.files.size && differences(a, b).length === 0
}
