import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Requests } from './load.ts'

export const GATEWAY_PATH = '/openai/openai/deployments/gpt-4o/chat/completions'
/** The rival knows the route of Azure alone. */
export const RIVAL_PATH = '/openai/deployments/gpt-4o/chat/completions'

export const TEXT = 'The quick brown fox jumps over the lazy dog and runs away. '.repeat(4).trim()
/** With the events for the role and the end, and [DONE], a stream has 53 of them. */
export const CHUNKS: readonly string[] = Array.from({ length: 50 }, (_, index) => ` token${index % 10}`)

/** Questions that never repeat: `Hello 00000042, how are you?`. */
export const hello = (number: number) => `Hello ${digits(number, 8)}, how are you?`

export function digits(number: number, count: number): string {
  return String(number).padStart(count, '0')
}

export function askJson(path: string, message: (number: number) => string = hello): Requests {
  return new Requests(path, message, (content) => ({ messages: [{ role: 'user', content }] }))
}

export function askStream(path: string): Requests {
  return new Requests(path, hello, (content) => ({ messages: [{ role: 'user', content }], stream: true }))
}

/** Writes scenario files into a folder of their own, and gives what removes it. */
export async function folderOf(
  files: Readonly<Record<string, object | string>>,
): Promise<{ readonly folder: string; readonly [Symbol.asyncDispose]: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'))
  await Promise.all(
    Object.entries(files).map(([name, content]) =>
      writeFile(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content)),
    ),
  )
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
