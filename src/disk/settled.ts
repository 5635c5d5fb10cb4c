import { setTimeout as pause } from 'node:timers/promises'
import { entryOf, scan } from './scan.ts'
import type { Entry, Scan } from './scan.ts'

/** A file that changed less than this many milliseconds ago may still be being written. */
const QUIET = 90
/** A file that never comes to rest does not hold up the others for longer than this, ms. */
const PATIENCE = 1500
const STEP = 20

/**
 * Scans until nothing that differs from `before` has changed for a moment: a file that is truncated and then written,
 * or a folder in the middle of a save, is not taken as it stands. Gives `undefined` when nothing differs.
 */
export async function settledScan(
  sources: readonly string[],
  before: Scan,
  named: Iterable<string> = [],
): Promise<Scan | undefined> {
  const firstSeen = new Map<string, number>()
  const start = performance.now()
  let now = await scan(sources, named)
  for (;;) {
    const youngest = youngestChange(before, now, firstSeen)
    if (youngest === undefined) return undefined
    if (youngest >= QUIET || performance.now() - start > PATIENCE) return now
    await pause(Math.max(STEP, QUIET - youngest))
    now = (await lookAgain(now, before)) ?? (await scan(sources, named))
  }
}

/**
 * The scan with those files looked at anew that differ from `before`: it saves a look at a thousand others. What happens
 * to them meanwhile gives a sign of its own. `undefined` where a folder changed too, or a file went away.
 */
async function lookAgain(now: Scan, before: Scan): Promise<Scan | undefined> {
  if (differences('folder', before.folders, now.folders).length > 0) return undefined
  if (now.missing.length > 0 || now.files.size !== before.files.size) return undefined
  const files = new Map(now.files)
  for (const [file, { mark }] of now.files) {
    if (before.files.get(file)?.mark === mark) continue
    const entry = await entryOf(file)
    if (entry === undefined) return undefined
    files.set(file, entry)
  }
  return { files, folders: now.folders, missing: now.missing }
}

/** How long ago the latest of all differences came about, ms. */
function youngestChange(before: Scan, now: Scan, firstSeen: Map<string, number>): number | undefined {
  const changes = [
    ...differences('file', before.files, now.files),
    ...differences('folder', before.folders, now.folders),
    ...differences('missing', asEntries(before.missing), asEntries(now.missing)),
  ]
  if (changes.length === 0) return undefined
  return Math.min(...changes.map((change) => age(change, firstSeen)))
}

interface Change {
  readonly key: string
  /** Absent when it is gone. */
  readonly entry: Entry | undefined
}

function differences(
  kind: string,
  before: ReadonlyMap<string, Entry>,
  now: ReadonlyMap<string, Entry>,
): Change[] {
  const changed = [...now].filter(([name, entry]) => before.get(name)?.mark !== entry.mark)
  const gone = [...before.keys()].filter((name) => !now.has(name))
  return [
    ...changed.map(([name, entry]) => ({ key: `${kind} ${name} ${entry.mark}`, entry })),
    ...gone.map((name) => ({ key: `${kind} ${name} gone`, entry: undefined })),
  ]
}

/** By its own time where the clocks agree, else since it was first seen so. */
function age({ key, entry }: Change, firstSeen: Map<string, number>): number {
  const now = performance.now()
  const seen = firstSeen.get(key) ?? now
  firstSeen.set(key, seen)
  return Math.max(now - seen, entry === undefined ? 0 : Date.now() - entry.changedAt)
}

function asEntries(names: readonly string[]): ReadonlyMap<string, Entry> {
  return new Map(names.map((name) => [name, { mark: '', changedAt: Infinity }]))
}
