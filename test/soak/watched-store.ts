import { Redis } from 'ioredis'
import { RedisServer } from '../workers/redis-server.ts'

/** What the store holds; `entries`: of the log. */
interface Stored {
  readonly keys: number
  readonly entries: number
  readonly bytes: number
}

export interface WatchedStore {
  /** What the emulator is to be started with. */
  readonly args: readonly string[]
  /** Two snapshots of 5000 entries each, and what comes while one is taken. */
  readonly mostEntries: number
  holds(): Promise<Stored>
  stop(): void
}

/** A server of its own with the state of one emulator. */
export async function startWatchedStore(): Promise<WatchedStore> {
  const server = await RedisServer.start('--appendonly', 'no')
  const client = new Redis(server.url)
  return {
    args: ['--seed', '7', '--store', server.url, '--store-name', 'soak'],
    mostEntries: 11_000,
    holds: async () => {
      const used = /^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]
      return { keys: await client.dbsize(), entries: await client.xlen('{soak}:log'), bytes: Number(used) }
    },
    stop: () => {
      client.disconnect()
      server.stop()
    },
  }
}
