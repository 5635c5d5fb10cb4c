import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CannotStart } from '../../start/failures.ts'
import { SHIPPED_SCENARIOS } from '../../start/package-files.ts'
import { count } from '../output/log-text.ts'

/** Examples that a beginning needs; the others are in the package. */
const EXAMPLES = [
  'hello.yaml',
  'weather-tool.yaml',
  'structured-output.yaml',
  'two-turns.yaml',
  'rate-limited.yaml',
  'scenario.schema.json',
]

const DEFAULTS = `# yaml-language-server: $schema=./scenario.schema.json
#
# What holds for every scenario in this folder and the folders in it, where a file or a scenario says nothing else.
defaults:
  timing: gpt-4o # the pace of answers; \`instant\` never waits. All names: bifrost-emulator list timings
  # deployment: gpt-4o # only requests for this deployment; any key of \`when\` may stand here
`

/** Writes a folder of commented scenarios; never over a file. Gives what to tell. Throws `CannotStart`. */
export async function runInit(folder: string): Promise<string> {
  const contents = new Map([['_defaults.yaml', DEFAULTS]])
  for (const name of EXAMPLES) contents.set(name, await readFile(path.join(SHIPPED_SCENARIOS, name), 'utf8'))
  const lines: string[] = []
  let written = 0
  try {
    await mkdir(folder, { recursive: true })
    for (const [name, content] of contents) {
      const isNew = await writeNew(path.join(folder, name), content)
      if (isNew) written++
      lines.push(`  ${isNew ? 'written' : 'kept   '}  ${path.join(folder, name)}`)
    }
  } catch (error) {
    throw new CannotStart(`${folder} cannot be written: ${(error as Error).message}`)
  }
  const next = `\nNow: bifrost-emulator --scenarios ${folder}\n`
  return `${count(written, 'file')} written in ${folder}\n${lines.join('\n')}\n${next}`
}

async function writeNew(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
