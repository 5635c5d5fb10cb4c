import type { Redis } from 'ioredis'
import { KEY_COUNT, SCRIPTS } from './scripts.ts'
import type { StoreUrl } from './store-url.ts'

/** What to go on from: a snapshot, and the number of the last entry that it knows. Entries are numbered from 1 without a gap. */
export interface Opened {
  readonly epoch: string
  readonly at: number
  readonly snapshot: Buffer
  /** The number of the last entry. */
  readonly last: number
}

export interface Exchanged {
  /** The number of the last entry; those that were added are the last ones. */
  readonly last: number
  /** Since the snapshot. */
  readonly entries: number
  readonly bytes: number
  /** The instances that are there. */
  readonly members: readonly string[]
  /** Those that follow the last one that was there, in their order, up to what was added unless there were too many. */
  readonly lacking: readonly Buffer[]
}

/** What an instance hears without asking. */
export interface Hears {
  /** There is an entry with this number. */
  heard(last: number): void
  /** The store is gone. */
  gone(error: Error): void
  /** A command took so long, ms. */
  took(ms: number): void
}

/** How long one command may take, ms: a machine under load takes its time, and who goes on alone for nothing has another state. */
const PATIENCE = 10_000
/** An instance that was not heard of for so long is gone, ms. */
const ALIVE = 10_000
/** All is forgotten when no instance is left for so long, ms. */
const KEPT = 3_600_000

type Scripts = {
  readonly [K in `${keyof typeof SCRIPTS}Buffer`]: (
    ...args: readonly (string | number | Buffer)[]
  ) => Promise<unknown>
}

/**
 * The order of everything that several instances share, in Redis or Valkey: a stream, from which each of them makes the same
 * state, and a snapshot of that state for those who come later. No command takes longer than some seconds.
 */
export class SharedLog {
  readonly #writer: Redis & Scripts
  readonly #listener: Redis
  readonly #keys: readonly string[]
  #epoch = ''
  #hears: Hears | undefined

  private constructor(writer: Redis, listener: Redis, prefix: string) {
    this.#writer = writer as Redis & Scripts
    this.#listener = listener
    this.#keys = ['facts', 'last', 'log', 'instances'].map((name) => `{${prefix}}:${name}`)
  }

  /** Throws `StoreUnreachable`. */
  static async connect({ url, shown }: StoreUrl, prefix: string): Promise<SharedLog> {
    const { Redis } = await import('ioredis')
    const scripts = Object.fromEntries(
      Object.entries(SCRIPTS).map(([name, lua]) => [name, { lua, numberOfKeys: KEY_COUNT }]),
    )
    const connect = async () => {
      const client = new Redis(url, {
        lazyConnect: true,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
        connectTimeout: PATIENCE,
        commandTimeout: PATIENCE,
        scripts,
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
    const listener = await connect().catch((error: unknown) => {
      writer.disconnect()
      throw error
    })
    return new SharedLog(writer, listener, prefix)
  }

  /** Those of whoever was here first: when the emulator's clock began, ms since 1970, and the settings. */
  async hello(
    date: number,
    settings: string,
  ): Promise<{ readonly start: number; readonly settings: string }> {
    const done = await this.#writer.sharedHelloBuffer(...this.#keys, date, settings)
    const [start, known] = done as [Buffer, Buffer]
    return { start: Number(start), settings: String(known) }
  }

  /** From now on this instance hears what others do. */
  async listen(instance: string, hears: Hears): Promise<void> {
    this.#hears = hears
    for (const client of [this.#writer, this.#listener])
      client.on('end', () => hears.gone(new Error('Connection is closed.')))
    this.#listener.on('message', (_channel: string, last: string) => hears.heard(Number(last)))
    await this.#listener.subscribe(`${this.#keys[3]}:${instance}`)
  }

  /** `snapshot`: what the state is made of where the store has none, and the number of the last entry that it knows. */
  async open(epoch: string, at: number, snapshot: Uint8Array): Promise<Opened> {
    const opened = (await this.#writer.sharedOpenBuffer(
      ...this.#keys,
      epoch,
      at,
      Buffer.from(snapshot),
    )) as Buffer[]
    this.#epoch = String(opened[0])
    return { epoch: this.#epoch, at: Number(opened[1]), snapshot: opened[2]!, last: Number(opened[3]) }
  }

  /** Adds entries, and gets at most so many of those after one. Rejects where the store holds them no longer. */
  async exchange(
    instance: string,
    after: number,
    most: number,
    entries: readonly Buffer[],
  ): Promise<Exchanged> {
    const args = [this.#epoch, ALIVE, instance, after, most, ...entries]
    const done = await this.#timed(this.#writer.sharedExchangeBuffer(...this.#keys, ...args))
    const [last, count, bytes, members, lacking] = done as [number, number, number, Buffer[], Buffer[]]
    return { last, entries: count, bytes, members: members.map(String), lacking }
  }

  async save(at: number, snapshot: Uint8Array): Promise<void> {
    await this.#writer.sharedSaveBuffer(...this.#keys, this.#epoch, at, Buffer.from(snapshot))
  }

  /** This instance is there; the number of the last entry, and all instances that are. */
  async beat(instance: string): Promise<Pick<Exchanged, 'last' | 'members'>> {
    const args = [this.#epoch, ALIVE, KEPT, instance]
    const done = await this.#timed(this.#writer.sharedBeatBuffer(...this.#keys, ...args))
    const [last, members] = done as [Buffer, Buffer[]]
    return { last: Number(last), members: members.map(String) }
  }

  /** This instance leaves. */
  async leave(instance: string): Promise<void> {
    await this.#writer.zrem(this.#keys[3]!, instance)
  }

  async #timed<T>(command: Promise<T>): Promise<T> {
    const began = performance.now()
    const answer = await command
    this.#hears?.took(performance.now() - began)
    return answer
  }

  close(): void {
    this.#writer.disconnect()
    this.#listener.disconnect()
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
