import type { Redis } from 'ioredis'
import { APPEND, BEAT, HELLO, KEY_COUNT, OPEN, SAVE } from './scripts.ts'
import type { StoreUrl } from './store-url.ts'

/** One entry; they are numbered from 1 without a gap. */
export interface LogEntry {
  readonly number: number
  readonly data: Buffer
}

/** What to go on from: a snapshot, and the number of the last entry that it knows. */
export interface Opened {
  readonly epoch: string
  readonly at: number
  readonly snapshot: Buffer
  /** The number of the last entry. */
  readonly last: number
}

export interface Appended {
  /** The number of the last entry. */
  readonly last: number
  /** Since the snapshot. */
  readonly entries: number
  readonly bytes: number
  /** The instances that are there. */
  readonly members: readonly string[]
}

/** How long one command may take, ms: a machine under load takes its time, and who goes on alone for nothing has another state. */
const PATIENCE = 10_000
/** How long is waited for entries that are still to come, ms. */
const BLOCK = 1000
/** An instance that was not heard of for so long is gone, ms. */
const ALIVE = 10_000
/** All is forgotten when no instance is left for so long, ms. */
const KEPT = 3_600_000
/** The most entries that are read at once. */
const MOST_READ = 500

/**
 * The order of everything that several instances share, in Redis or Valkey: a stream, from which each of them makes the same
 * state, and a snapshot of that state for those who come later. No command takes longer than some seconds.
 */
export class SharedLog {
  readonly #writer: Redis
  readonly #reader: Redis
  readonly #keys: readonly string[]
  #epoch = ''

  private constructor(writer: Redis, reader: Redis, prefix: string) {
    this.#writer = writer
    this.#reader = reader
    this.#keys = ['facts', 'last', 'log', 'instances'].map((name) => `{${prefix}}:${name}`)
  }

  /** Throws `StoreUnreachable`. */
  static async connect({ url, shown }: StoreUrl, prefix: string): Promise<SharedLog> {
    const { Redis } = await import('ioredis')
    const connect = async () => {
      const client = new Redis(url, {
        lazyConnect: true,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
        connectTimeout: PATIENCE,
        commandTimeout: PATIENCE,
      })
      let cause: Error | undefined
      client.on('error', (error: Error) => (cause ??= error))
      try {
        await client.connect()
        await client.ping()
        return client
      } catch (error) {
        client.disconnect()
        throw new StoreUnreachable(shown, cause ?? (error as Error))
      }
    }
    const writer = await connect()
    const reader = await connect().catch((error: unknown) => {
      writer.disconnect()
      throw error
    })
    return new SharedLog(writer, reader, prefix)
  }

  /** Those of whoever was here first: when the emulator's clock began, ms since 1970, and the settings. */
  async hello(
    date: number,
    settings: string,
  ): Promise<{ readonly start: number; readonly settings: string }> {
    const [start, known] = (await this.#run(HELLO, [date, settings])) as [Buffer, Buffer]
    return { start: Number(start), settings: String(known) }
  }

  /** `snapshot`: what the state is made of where the store has none, and the number of the last entry that it knows. */
  async open(epoch: string, at: number, snapshot: Uint8Array): Promise<Opened> {
    const opened = (await this.#run(OPEN, [epoch, at, Buffer.from(snapshot)])) as Buffer[]
    this.#epoch = String(opened[0])
    return { epoch: this.#epoch, at: Number(opened[1]), snapshot: opened[2]!, last: Number(opened[3]) }
  }

  async append(entries: readonly Buffer[]): Promise<Appended> {
    const done = await this.#run(APPEND, [this.#epoch, ALIVE, ...entries])
    const [last, count, bytes, members] = done as [number, number, number, Buffer[]]
    return { last, entries: count, bytes, members: members.map(String) }
  }

  /** Entries after one, in their order; none where none comes for a while. */
  async read(after: number): Promise<readonly LogEntry[]> {
    const key = this.#keys[2]!
    const found = await this.#reader.xreadBuffer(
      'COUNT',
      MOST_READ,
      'BLOCK',
      BLOCK,
      'STREAMS',
      key,
      `${after}-0`,
    )
    const entries = found?.[0]?.[1] ?? []
    return entries.map(([id, [, data]]) => ({ number: parseInt(String(id), 10), data: data! }))
  }

  async save(at: number, snapshot: Uint8Array): Promise<void> {
    await this.#run(SAVE, [this.#epoch, at, Buffer.from(snapshot)])
  }

  /** This instance is there; all that are. */
  async beat(instance: string): Promise<readonly string[]> {
    return ((await this.#run(BEAT, [this.#epoch, ALIVE, KEPT, instance])) as Buffer[]).map(String)
  }

  /** This instance leaves. */
  async leave(instance: string): Promise<void> {
    await this.#writer.zrem(this.#keys[3]!, instance)
  }

  close(): void {
    this.#writer.disconnect()
    this.#reader.disconnect()
  }

  #run(script: string, args: readonly (string | number | Buffer)[]): Promise<unknown> {
    return this.#writer.callBuffer('EVAL', script, KEY_COUNT, ...this.#keys, ...args)
  }
}

/** The store cannot be reached, or lets nobody in. */
export class StoreUnreachable extends Error {
  constructor(shown: string, cause: Error & { readonly code?: string }) {
    super(`the store ${shown} ${whyNot(cause)}`)
  }
}

function whyNot({ code, message }: Error & { readonly code?: string }): string {
  if (code === 'ECONNREFUSED') return 'cannot be reached: nothing listens there'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'cannot be reached: there is no host of that name'
  if (/^WRONGPASS|^NOPERM/.test(message)) return `lets nobody in with this name and password: ${message}`
  if (/^NOAUTH|called without any password/.test(message))
    return 'wants a password: write it into the URL, redis://:PASSWORD@host'
  return `cannot be reached: ${message}`
}
