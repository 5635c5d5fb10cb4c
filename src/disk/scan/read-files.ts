import { close, fstat, open, read, readFileSync, statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { MAX_ATTACHED_SIZE, MAX_FILE_SIZE } from '../../shape/source/source-text.ts'
import { markAsRead, markOf } from './scan.ts'
import type { Entry, Scan } from './scan.ts'

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

/**
 * Reads the files of a scan; those whose mark is still that of `known` are not read again. Nothing known: a start, before
 * anything runs, where the threads behind asynchronous calls cost more than the reading of a thousand short files.
 */
export async function readFiles(found: Scan, known: ReadonlyMap<string, Content>): Promise<ReadResult> {
  const contents = new Map<string, Content>()
  const problems: FileProblem[] = []
  const wanted: string[] = []
  const isStart = known.size === 0
  for (const [file, entry] of found.files) {
    const before = known.get(file)
    const content = before?.mark === entry.mark ? before : isStart ? readAtOnce(file, entry) : undefined
    if (content === undefined) wanted.push(file)
    else contents.set(file, content)
  }
  const readOne = async (file: string) => {
    try {
      return contents.set(file, await readStable(file))
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

/** The content of a file that is still as the look found it, in the two calls that this takes; `undefined` where it takes more. */
function readAtOnce(file: string, { mark, size }: Entry): Content | undefined {
  if (size > MAX_FILE_SIZE) return undefined
  try {
    const text = readFileSync(file, 'utf8')
    const after = statSync(file)
    // The character stands for bytes that are no text, unless the file has it itself.
    return markOf(after) === mark && !text.includes('\uFFFD') ? { mark: markAsRead(after), text } : undefined
  } catch {
    return undefined
  }
}

const [openFile, statFile] = [promisify(open), promisify(fstat)]
const [readBytes, closeFile] = [promisify(read), promisify(close)]

/** Reads until the file is the same before and after; one that is written without end is taken as it is. */
async function readStable(file: string): Promise<Content> {
  // A `FileHandle` costs more than the reading of a short file.
  const handle = await openFile(file, 'r')
  try {
    for (let tries = 1; ; tries++) {
      const before = await statFile(handle)
      const text = asText(await readAll(handle, before.size))
      const after = await statFile(handle)
      if (markOf(after) === markOf(before) || tries === TRIES) return { mark: markAsRead(after), text }
      await pause(STEP)
    }
  } finally {
    await closeFile(handle)
  }
}

const STEP = 10

/** All bytes from the beginning; of a file that is too large only so many that it shows. */
async function readAll(handle: number, size: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(Math.min(size, MAX_ATTACHED_SIZE + 1))
  let length = 0
  while (length < buffer.length) {
    const { bytesRead } = await readBytes(handle, buffer, length, buffer.length - length, length)
    if (bytesRead === 0) break
    length += bytesRead
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
