import { open, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'

/** What shows that a save was taken up: the answer to this question. Without a `reply`, that it is not the old one. */
export interface Shown {
  readonly ask: string
  readonly reply?: string
}

/** `text`: the new content, of so many scenarios. */
type Save = (file: string, text: (lines?: number) => string) => Promise<Shown>

const FIRST: Shown = { ask: 'ask 0', reply: '0' }

/** The ways in which programs save a file. (*): what stands there then looks like half a file, and is waited for. */
export const SAVES: Readonly<Record<string, Save>> = {
  'in place': async (file, text) => {
    await writeFile(file, text())
    return FIRST
  },
  'in place, growing': async (file, text) => {
    await writeFile(file, text(5))
    return { ask: 'ask 4', reply: '4' }
  },
  'in place, shrinking': async (file, text) => {
    await writeFile(file, text(2))
    return FIRST
  },
  'renamed into place': async (file, text) => {
    await moved(file, text())
    return FIRST
  },
  'renamed, shrinking': async (file, text) => {
    await moved(file, text(1))
    return FIRST
  },
  'renamed, last line break lost': async (file, text) => {
    await moved(file, text().trimEnd())
    return FIRST
  },
  'renamed, cut short': async (file) => {
    await moved(file, await withoutLastLine(file))
    return { ask: 'ask 2' }
  },
  'as vim does it': async (file, text) => {
    await writeFile(`${file}~~`, 'swap')
    await rename(file, `${file}~`)
    await writeFile(file, text())
    await rm(`${file}~`)
    await rm(`${file}~~`)
    return FIRST
  },
  'as JetBrains does it': async (file, text) => {
    await writeFile(`${file}___jb_tmp___`, text())
    await rename(file, `${file}___jb_old___`)
    await rename(`${file}___jb_tmp___`, file)
    await rm(`${file}___jb_old___`)
    return FIRST
  },
  'as VS Code does it': async (file, text) => {
    const handle = await open(file, 'r+')
    await handle.truncate(0)
    await handle.write(text(), 0)
    await handle.sync()
    await handle.close()
    return FIRST
  },
  deleted: async (file) => {
    await unlink(file)
    return { ask: 'ask 0' }
  },
  'in place, cut short (*)': async (file) => {
    await writeFile(file, await withoutLastLine(file))
    return { ask: 'ask 2' }
  },
  'in place, last line break lost (*)': async (file, text) => {
    await writeFile(file, text().trimEnd())
    return FIRST
  },
}

async function withoutLastLine(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  return `${lines.slice(0, -1).join('\n')}\n`
}

async function moved(file: string, text: string): Promise<void> {
  await writeFile(`${file}.tmp`, text)
  await rename(`${file}.tmp`, file)
}
