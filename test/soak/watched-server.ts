import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** What a process holds after a garbage collection. */
export interface Held {
  readonly bytes: number
  readonly rss: number
  readonly sockets: number
  readonly timers: number
  /** Open file descriptors; 0 where the system does not tell. */
  readonly files: number
}

export interface WatchedServer {
  readonly port: number
  /** What all its processes hold together, and how many there are. Rejects when one does not tell within 10 s. */
  held(): Promise<Held & { readonly processes: number }>
  /** What it said on its error output so far. */
  readonly complaints: () => string
  /** Ends it by SIGTERM; the code that it ends with. */
  stop(): Promise<number | null>
}

const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname
const PROBE = new URL('probe.mjs', import.meta.url).href

/** The built command with these arguments, each of its processes watched from inside. */
export async function watchedServer(args: readonly string[]): Promise<WatchedServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'soak-'))
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', PROBE, MAIN, ...args, '--host', '127.0.0.1', '--port', '0'],
    { env: { ...process.env, SOAK_FOLDER: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let [out, err] = ['', '']
  child.stderr.on('data', (data) => (err += String(data)))
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (data) => {
      if (out.length < 10_000) out += String(data)
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(out)
      if (found !== null) resolve(Number(found[1]))
    })
    void exit.then((code) => reject(new Error(`the emulator ended with ${code}: ${err}`)))
  })
  const lines = async (file: string) =>
    (await readFile(path.join(folder, file), 'utf8')).trim().split('\n').filter(Boolean)
  const heldBy = async (file: string): Promise<Held | undefined> => {
    const before = (await lines(file)).length
    try {
      process.kill(Number.parseInt(file, 10), 'SIGUSR2')
    } catch {
      return undefined
    }
    for (let tries = 0; tries < 200; tries++) {
      const now = await lines(file)
      if (now.length > before) return JSON.parse(now.at(-1)!) as Held
      await pause(50)
    }
    throw new Error(`process ${file} does not tell what it holds`)
  }
  return {
    port,
    complaints: () => err,
    held: async () => {
      const all = (await Promise.all((await readdir(folder)).map(heldBy))).filter((it) => it !== undefined)
      const sum = (key: keyof Held) => all.reduce((total, held) => total + held[key], 0)
      return {
        processes: all.length,
        bytes: sum('bytes'),
        rss: sum('rss'),
        sockets: sum('sockets'),
        timers: sum('timers'),
        files: sum('files'),
      }
    },
    stop: async () => {
      child.kill('SIGTERM')
      const code = await exit
      await rm(folder, { recursive: true, force: true })
      return code
    },
  }
}
