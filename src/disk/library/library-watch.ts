import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { folderSigns } from './folder-signs.ts'
import { WatchedSigns } from '../scan/file-signs.ts'
import type { Scan } from '../scan/scan.ts'
import type { FileSigns, Stirred } from '../scan/file-signs.ts'
import type { Watching } from './scenario-library.ts'

/** Files that are kept up to date: a scenario library, or the gateway's configuration. */
export interface Watched {
  watching: Watching
  /** What was there when it was last read. */
  readonly scan: Scan
  /** Reads again if something changed; the result says what there is to watch. */
  refresh(signs?: FileSigns): Promise<Scan>
}

/** What chokidar's watcher is used for: a sign that something happened, and what the system itself said of it (`raw`). */
export interface FolderWatcher {
  on(event: 'raw' | 'all' | 'ready' | 'error', listener: (...details: readonly unknown[]) => void): unknown
  close(): Promise<void>
}

export interface WatchOptions {
  /** Called once when the system cannot watch so many folders, with what it said. */
  onFallback?(reason: string): void
  /** Watches these folders, not what is in them. */
  createWatcher?(folders: readonly string[]): Promise<FolderWatcher>
}

/** After a sign, the others that come with it, ms. */
const GATHER = 10
/** Signs can get lost (network file systems): a look without one, ms; and ms for each file, so that looking stays cheap. */
const HEARTBEAT = { least: 1000, each: 1 }
/** The same while there are no signs, or a folder is missing. */
const POLL = { least: 50, each: 0.5 }

/** Keeps a library up to date with its files: looks at them whenever a folder moves, and now and then anyway. */
export class LibraryWatch {
  readonly #library: Watched
  readonly #options: WatchOptions
  #watcher: FolderWatcher | undefined
  #watched = ''
  #timer: NodeJS.Timeout | undefined
  #dueAt = Infinity
  #busy = false
  readonly #signs = new WatchedSigns()
  #closed = false

  constructor(library: Watched, options: WatchOptions = {}) {
    this.#library = library
    this.#options = options
    library.watching = 'events'
  }

  /** Resolves when changes are noticed from now on. */
  async start(): Promise<void> {
    await this.#busyWith(async () => this.#library.scan)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#library.watching = 'off'
    await this.#watcher?.close()
  }

  /** Resolves when no change waits or is being looked at. */
  async rested(): Promise<void> {
    while (!this.#closed && (this.#busy || !this.#signs.isStill))
      await pause(GATHER, undefined, { ref: false })
  }

  #wake(): void {
    // What is being looked at is looked at again before it is taken.
    if (!this.#busy) this.#schedule(GATHER)
  }

  #schedule(ms: number): void {
    const at = performance.now() + ms
    if (this.#closed || at >= this.#dueAt) return
    clearTimeout(this.#timer)
    this.#dueAt = at
    this.#timer = setTimeout(() => void this.#look(), ms)
    // Only what listens keeps the process alive.
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    await this.#busyWith(() =>
      this.#library.refresh({
        stirred: () => this.#stirred(),
        isMoved: (real) => this.#library.watching === 'events' && this.#signs.isMoved(real),
        stir: () => this.#signs.stir(),
        forget: () => this.#signs.forget(),
      }),
    )
  }

  async #busyWith(look: () => Promise<Scan>): Promise<void> {
    this.#dueAt = Infinity
    this.#busy = true
    await this.#watch(await look())
    this.#busy = false
    if (!this.#signs.isStill) this.#schedule(GATHER)
  }

  /** Watches what was seen. */
  async #watch({ files, folders, missing }: Scan): Promise<void> {
    if (this.#closed) return
    const identity = [...folders].map(([folder, { inode }]) => `${folder} ${inode}`).join('\n')
    if (identity !== this.#watched && this.#library.watching === 'events')
      await this.#rewatch(identity, [...folders.keys()])
    const { least, each } = this.#library.watching === 'polling' || missing.length > 0 ? POLL : HEARTBEAT
    this.#schedule(Math.max(least, each * files.size))
  }

  /** Without a watch there are no signs. */
  #stirred(): Stirred {
    const stirred = this.#signs.stirred()
    return this.#library.watching === 'events' ? stirred : 'anything'
  }

  /** A folder that was deleted and made anew needs a new watch: the old one hangs on the folder that is gone. */
  async #rewatch(identity: string, folders: readonly string[]): Promise<void> {
    await this.#watcher?.close()
    this.#watcher = undefined
    this.#watched = identity
    // A watcher of nothing is never ready.
    if (folders.length === 0) return undefined
    try {
      const watcher = await (this.#options.createWatcher ?? folderSigns)(folders)
      this.#watcher = watcher
      if (this.#closed) return watcher.close()
      watcher.on('raw', (kind, name, detail) => {
        this.#note(kind, name, detail)
        this.#wake()
      })
      watcher.on('all', () => {
        this.#signs.stir()
        this.#wake()
      })
      watcher.on('error', (error) => this.#fallBack(error))
      await new Promise<void>((resolve) => {
        watcher.on('ready', () => resolve())
        watcher.on('error', () => resolve())
      })
      // What changed while the watch was being set up gave no sign.
      this.#signs.stir()
    } catch (error) {
      this.#fallBack(error)
    }
    return undefined
  }

  /** What chokidar passes on from `fs.watch`: the kind of event, the name in the folder, and which folder. */
  #note(kind: unknown, name: unknown, detail: unknown): void {
    const folder = (detail as { watchedPath?: unknown } | undefined)?.watchedPath
    if (typeof kind !== 'string' || typeof name !== 'string' || typeof folder !== 'string') this.#signs.stir()
    else this.#signs.add(kind, path.join(folder, name))
  }

  #fallBack(error: unknown): void {
    if (this.#closed || this.#library.watching !== 'events') return
    this.#library.watching = 'polling'
    this.#options.onFallback?.(error instanceof Error ? error.message : String(error))
    void this.#watcher?.close()
    this.#schedule(POLL.least)
  }
}
