import { setImmediate as turn } from 'node:timers/promises'
import type { DiskClock } from '../../src/disk/scan/active-time.ts'
import { WatchedSigns } from '../../src/disk/scan/file-signs.ts'
import type { Content } from '../../src/disk/scan/read-files.ts'
import type { Entry, Scan } from '../../src/disk/scan/scan.ts'
import { settled } from '../../src/disk/scan/stable-read.ts'
import type { Reading } from '../../src/disk/scan/stable-read.ts'

interface FakeFile extends Entry {
  readonly text: string
}

/** What happens to the files, and when, ms from the start. */
export type Step = readonly [at: number, change: (disk: FakeDisk) => void]

/** The texts of all files at a moment when they were taken. */
export interface Taken {
  readonly at: number
  readonly texts: Readonly<Record<string, string>>
}

/** How long after the last step files are still looked at, ms: longer than anything is waited for. */
const AFTER = 1500
/** Between a sign and the look, as the watch does it, ms. */
const GATHER = 10
/** What a look and a reading take, ms. */
const COST = 1

/** One folder in memory, with a clock that jumps from one moment in which something happens to the next. */
export class FakeDisk implements DiskClock {
  ms = 0
  readonly #files = new Map<string, FakeFile>()
  /** Names beside the files, by inode: copies that editors keep. */
  readonly #copies = new Set<string>()
  readonly #signs = new WatchedSigns('linux')
  #steps: readonly Step[] = []
  #count = 0

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) this.#put(name, text, `inode ${name}`)
  }

  get date(): number {
    return this.ms
  }

  stop(): void {}

  async pause(ms: number): Promise<void> {
    this.#goTo(this.ms + ms)
    // As a timer does, so that what does not end can be ended from outside.
    await turn()
  }

  /** Writes in place, as one `write` does. */
  write(name: string, text: string): void {
    const before = this.#files.get(name)
    if (before === undefined) this.#sign('rename', name)
    this.#put(name, text, before?.inode ?? `inode ${this.#count}`)
    this.#sign('change', name)
  }

  append(name: string, text: string): void {
    this.write(name, (this.#files.get(name)?.text ?? '') + text)
  }

  /** Renames a finished file over this one. */
  move(name: string, text: string): void {
    this.#put(name, text, `inode ${this.#count}`)
    this.#sign('rename', name)
  }

  remove(name: string): void {
    this.#files.delete(name)
    this.#sign('rename', name)
  }

  /** Renames to a name that holds no scenarios. */
  setAside(name: string): void {
    this.#copies.add(this.#files.get(name)!.inode)
    this.remove(name)
  }

  /** What is taken while these steps happen, and after them. */
  async takes(steps: readonly Step[]): Promise<readonly Taken[]> {
    let loaded = this.#read(this.#scan())
    this.#steps = steps.toSorted(([a], [b]) => a - b)
    const end = Math.max(...steps.map(([at]) => at)) + AFTER
    const taken: Taken[] = []
    while (this.ms < end) {
      await this.pause(GATHER)
      const { reading } = await this.#settle(loaded)
      if (reading === undefined) continue
      loaded = reading
      taken.push({ at: this.ms, texts: textsOf(reading) })
    }
    return taken
  }

  #settle(loaded: Reading) {
    return settled<Reading>({
      loaded,
      look: async () => this.#scan(),
      read: async (found) => this.#read(found, loaded),
      isOver: () => false,
      clock: this,
      signs: this.#signs,
      disk: {
        entryOf: async (file) => this.#files.get(file),
        folderMark: async () => '',
        wasMovedAside: async ({ inode }) => this.#copies.has(inode),
      },
    })
  }

  #put(name: string, text: string, inode: string): void {
    const mark = `${inode}:${++this.#count}`
    this.#files.set(name, { text, mark, changedAt: this.ms, size: text.length, inode, real: name })
  }

  #sign(kind: string, name: string): void {
    this.#signs.add(kind, name)
  }

  #scan(): Scan {
    this.#goTo(this.ms + COST)
    return { files: new Map(this.#files), folders: new Map(), missing: [] }
  }

  /** What did not change since it was loaded is not read again. */
  #read(found: Scan, loaded?: Reading): Reading {
    this.#goTo(this.ms + COST)
    const files = new Map<string, Entry>()
    const contents = new Map<string, Content>()
    for (const [name, entry] of found.files) {
      const known = loaded?.contents.get(name)
      const file = this.#files.get(name)
      if (known?.mark !== entry.mark && file === undefined) continue
      const content = known?.mark === entry.mark ? known : { mark: file!.mark, text: file!.text }
      files.set(name, { ...entry, mark: content.mark })
      contents.set(name, content)
    }
    return { scan: { ...found, files }, contents }
  }

  #goTo(ms: number): void {
    for (;;) {
      const [step] = this.#steps
      if (step === undefined || step[0] > ms) break
      this.#steps = this.#steps.slice(1)
      this.ms = Math.max(this.ms, step[0])
      step[1](this)
    }
    this.ms = ms
  }
}

function textsOf({ contents }: Reading): Readonly<Record<string, string>> {
  return Object.fromEntries([...contents].map(([name, { text }]) => [name, text as string]))
}
