import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { newFolder, until } from '../disk/support.ts'

/** `REDIS_SERVER=/opt/valkey/bin/valkey-server`: that one, and no other. */
const OWN = process.env['REDIS_SERVER']
const NAMES = OWN === undefined ? ['redis-server', 'valkey-server'] : [OWN]

/** The server that is installed here; undefined without one, which is said, and is a failure where CI runs. */
export const redisCommand = NAMES.find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})
if (redisCommand === undefined) {
  const missing = `neither ${NAMES.join(' nor ')} is installed: apt-get install redis-server`
  if (process.env['CI'] !== undefined) throw new Error(missing)
  process.stderr.write(`the tests of the store are left out: ${missing}\n`)
}

/** A real server on a port of its own, which keeps on disk what it knows. */
export class RedisServer {
  readonly port: number
  readonly #folder: string
  readonly #args: readonly string[]
  #child: ChildProcess | undefined

  private constructor(port: number, folder: string, args: readonly string[]) {
    this.port = port
    this.#folder = folder
    this.#args = args
  }

  static async start(...args: readonly string[]): Promise<RedisServer> {
    // It is free until somebody else takes it: then there is another one.
    for (;;) {
      const server = new RedisServer(await freePort(), await newFolder(), args)
      if (await server.start()) return server
    }
  }

  get pid(): number {
    return this.#child!.pid!
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  /** Starts it, again too; false where the port is taken. */
  async start(): Promise<boolean> {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder]
    const kept = ['--save', '', '--appendonly', 'yes']
    const child = spawn(redisCommand!, [...own, ...kept, ...this.#args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#child = child
    let said = ''
    child.stdout.on('data', (data) => (said += String(data)))
    await until(
      () => said,
      (text) => /Ready to accept connections|Failed listening|bind: /.test(text) || child.exitCode !== null,
    )
    return said.includes('Ready to accept connections')
  }

  async kill(): Promise<void> {
    const exit = once(this.#child!, 'exit')
    this.#child!.kill('SIGKILL')
    await exit
  }

  /** It hangs: it takes connections and says nothing. `SIGCONT`: it goes on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child!.kill(signal)
  }

  stop(): void {
    this.#child?.kill('SIGKILL')
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
