import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isObject } from '../../json/json-object.ts'
import { parsed } from '../../json/parsed.ts'

/** Where an emulator of this user listens. */
export interface RunningPlace {
  readonly url: string
  readonly pid: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
}

/**
 * Remembers where an emulator listens, for the commands that ask a running one: a file for each process, in a folder that
 * this user alone can read. Gives what forgets it. A system where that cannot be written has no default URL, and no more.
 */
export function rememberRunning(url: string, now = Date.now()): () => void {
  const folder = runningFolder()
  const file = path.join(folder, `${process.pid}.json`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!isOwn(folder)) return () => {}
    chmodSync(folder, 0o700)
    writeFileSync(file, JSON.stringify({ url, pid: process.pid, startedAt: now }), { mode: 0o600 })
  } catch {
    return () => {}
  }
  return () => {
    forget(file)
    removeIfEmpty(folder)
  }
}

/** Emulators of this user that run, the one that was started last first. What processes left behind that are gone is removed. */
export function runningPlaces(): readonly RunningPlace[] {
  const folder = runningFolder()
  if (!isOwn(folder)) return []
  const places: RunningPlace[] = []
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name)
    const place = readPlace(file)
    if (place !== undefined && isAlive(place.pid)) places.push(place)
    else forget(file)
  }
  return places.sort((a, b) => b.startedAt - a.startedAt || b.pid - a.pid)
}

function runningFolder(): string {
  const own = process.env['XDG_RUNTIME_DIR']
  if (own !== undefined && path.isAbsolute(own)) return path.join(own, 'bifrost-emulator')
  return path.join(tmpdir(), `bifrost-emulator-${process.getuid?.() ?? 'user'}`)
}

/** A folder of somebody else in a place that all may write to could name any address. */
function isOwn(folder: string): boolean {
  try {
    const stat = lstatSync(folder)
    return stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid())
  } catch {
    return false
  }
}

function readPlace(file: string): RunningPlace | undefined {
  try {
    const value = parsed(readFileSync(file, 'utf8'))
    if (!isObject(value)) return undefined
    const { url, pid, startedAt } = value
    const isWhole = typeof url === 'string' && typeof pid === 'number' && typeof startedAt === 'number'
    return isWhole && URL.canParse(url) ? { url, pid, startedAt } : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function forget(file: string): void {
  rmSync(file, { force: true })
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Another one runs.
  }
}
