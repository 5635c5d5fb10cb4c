import { close, closeSync, fstat, fstatSync, open, openSync, read, readSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { MAX_ATTACHED_SIZE, MAX_FILE_SIZE } from '../../shape/source/source-text.ts'
import { markAsRead, markOf } from './scan.ts'
import type { Scan } from './scan.ts'

/** A file's content: text where it is UTF-8, else its bytes. */
export interface Content {
  readonly mark: string
  readonly text: string | Uint8Array
}

export interface FileProblem {
  readonly file: string
  readonly message: string
}

export interface ReadResult {
  readonly contents: ReadonlyMap<string, Content>
  readonly problems: readonly FileProblem[]
}

const AT_ONCE = 32
const TRIES = 20

/** How files are read. */
interface Calls {
  open(file: string): number | Promise<number>
  stat(handle: number): Stats | Promise<Stats>
  /** How many bytes were read at this place of the file into the same place of the buffer. */
  read(handle: number, into: Buffer, at: number): number | Promise<number>
  close(handle: number): void | Promise<void>
}

/** While something else runs. A `FileHandle` costs more than the reading of a short file. */
const BESIDE: Calls = {
  open: (file) => openFile(file, 'r'),
  stat: promisify(fstat),
  read: async (handle, into, at) => (await readBytes(handle, into, at, into.length - at, at)).bytesRead,
  close: promisify(close),
}
const [openFile, readBytes] = [promisify(open), promisify(read)]

/** Before anything runs: the threads behind the others cost more than the reading of a thousand short files. */
const AT_START: Calls = {
  open: (file) => openSync(file, 'r'),
  stat: (handle) => fstatSync(handle),
  read: (handle, into, at) => readSync(handle, into, at, into.length - at, at),
  close: closeSync,
}

/** Reads the files of a scan; those whose mark is still that of `known` are not read again. Nothing known: a start. */
export async function readFiles(found: Scan, known: ReadonlyMap<string, Content>): Promise<ReadResult> {
  const contents = new Map<string, Content>()
  const problems: FileProblem[] = []
  const wanted: string[] = []
  for (const [file, { mark }] of found.files) {
    const before = known.get(file)
    if (before?.mark === mark) contents.set(file, before)
    else wanted.push(file)
  }
  const calls = known.size === 0 ? AT_START : BESIDE
  const readOne = async (file: string) => {
    try {
      return contents.set(file, await readStable(file, calls))
    } catch (error) {
      // What went away since the look is no problem: the next look will miss it.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      return problems.push({ file, message: `cannot be read (${reason(error)})` })
    }
  }
  for (let at = 0; at < wanted.length; at += AT_ONCE)
    await Promise.all(wanted.slice(at, at + AT_ONCE).map(readOne))
  return { contents, problems }
}

/** A file that changed between the look and the reading must not look changed again, nor pass as read when it was not. */
export function scanAsRead(found: Scan, contents: ReadonlyMap<string, Content>): Scan {
  const files = [...found.files].map(([file, entry]) => {
    const mark = contents.get(file)?.mark ?? entry.mark
    return [file, mark === entry.mark ? entry : { ...entry, mark }] as const
  })
  return { ...found, files: new Map(files) }
}

/** Reads until the file is the same before and after; one that is written without end is taken as it is. */
async function readStable(file: string, calls: Calls): Promise<Content> {
  const handle = await calls.open(file)
  try {
    for (let tries = 1; ; tries++) {
      const before = await calls.stat(handle)
      const text = asText(await readAll(handle, before.size, calls))
      const after = await calls.stat(handle)
      if (markOf(after) === markOf(before) || tries === TRIES) return { mark: markAsRead(after), text }
      await pause(STEP)
    }
  } finally {
    await calls.close(handle)
  }
}

const STEP = 10

/** All bytes from the beginning; of a file that is too large only so many that it shows. */
async function readAll(handle: number, size: number, calls: Calls): Promise<Uint8Array> {
  const buffer = Buffer.alloc(Math.min(size, MAX_ATTACHED_SIZE + 1))
  let length = 0
  while (length < buffer.length) {
    const count = await calls.read(handle, buffer, length)
    if (count === 0) break
    length += count
  }
  return buffer.subarray(0, length)
}

/** Text is quick to compare with text; a byte order mark stays for the reader to see. */
function asText(bytes: Uint8Array): string | Uint8Array {
  if (bytes.length > MAX_FILE_SIZE) return bytes
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM' ? 'permission denied' : message
}
