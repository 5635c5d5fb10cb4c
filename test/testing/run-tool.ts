import { spawn } from 'node:child_process'

export interface Told {
  readonly code: number | null
  /** What it wrote, without colours. */
  readonly out: string
  readonly err: string
}

/** Runs a command to its end. Its environment is that of a terminal of its own: no test runner around it. */
export function runTool(
  command: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const { PATH = '', HOME = '', GOCACHE, CHROMIUM_PATH } = process.env
  const given = { PATH, HOME, NO_COLOR: '1', ...(GOCACHE === undefined ? {} : { GOCACHE }) }
  const env = { ...given, ...(CHROMIUM_PATH === undefined ? {} : { CHROMIUM_PATH }), ...more }
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (data) => (out += String(data)))
    child.stderr.on('data', (data) => (err += String(data)))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })
}

/** Without the tool the test is left out, with a notice; in CI, where it is installed first, it fails. */
export function isMissing(tool: string, found: boolean): boolean {
  if (found) return false
  if (process.env['CI']) throw new Error(`${tool} is not installed; .ci/run installs it`)
  process.stderr.write(`left out: ${tool} is not installed\n`)
  return true
}
