import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

const MAIN = new URL('../../../cli/main.js', import.meta.url).pathname

export interface Command {
  readonly port: number
  /** ms of CPU time of each of its processes so far, the first one first. */
  cpu(): readonly number[]
  stop(): Promise<void>
}

/** The built command with the scenarios of a folder, at full speed and silent. */
export async function startCommand(folder: string, args: readonly string[]): Promise<Command> {
  const own = ['--port', '0', '--log', 'silent', '--speed', '0', '--no-watch', '--scenarios', folder]
  const child = spawn(process.execPath, [MAIN, ...own, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`it ended with ${code} before it was ready`)))
    let out = ''
    child.stdout.on('data', (data) => {
      out += String(data)
      const found = /ready at (\S+)/.exec(out)
      if (found !== null) resolve(found[1]!)
    })
  })
  const status = (await (await fetch(`${url}/_emulator/status`)).json()) as { workers: { pid: number }[] }
  const pids = [child.pid!, ...status.workers.map(({ pid }) => pid)]
  const stop = async () => {
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await exit
  }
  return { port: Number(new URL(url).port), cpu: () => pids.map(cpuOf), stop }
}

/** User and system time of a process, ms; a tick is a hundredth of a second. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
