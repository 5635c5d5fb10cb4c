import { mkdtemp, mkdir, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** A new empty folder; it goes with the temporary folder of this run. */
export async function newFolder(): Promise<string> {
  return realpath(await mkdtemp(path.join(tmpdir(), 'bifrost-emulator-')))
}

/** Writes files by path below a folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

/** A scenario file with rules of these names; each matches its own name. */
export function scenarioFile(...names: readonly string[]): string {
  return `scenarios:\n${names.map((name) => `  - { name: ${name}, when: ${name}, reply: I am ${name} }\n`).join('')}`
}

/** Waits until something holds. Fails with what it was at last, long after a busy machine would have come to it. */
export async function until<T>(look: () => T, holds: (value: T) => boolean, ms = 20_000): Promise<T> {
  const deadline = performance.now() + ms
  for (;;) {
    const value = look()
    if (holds(value)) return value
    if (performance.now() > deadline) throw new Error(`waited in vain; at last: ${JSON.stringify(value)}`)
    await pause(5)
  }
}
