/** What may have changed: files that were written to, by real path, or more than that. */
export type Stirred = 'nothing' | 'anything' | ReadonlySet<string>

/** What a watch says of single files, by real path. */
export interface FileSigns {
  /** What may have changed since this was last asked. */
  stirred(): Stirred
  /**
   * Whether the file that stands there was moved into its place, and is whole therefore: a program writes to a file of
   * another name and renames it.
   */
  isMoved(real: string): boolean
  /** Anything may have changed. */
  stir(): void
  /** What was said until now was about a file that is taken. */
  forget(): void
}

/**
 * Linux says `rename` for a name that comes or goes, and `change` for each write. A name that came without a write behind it
 * was moved there. The times of the file do not tell: a fast program writes and moves within one tick of their clock. Other
 * systems put both into one sign.
 */
export class WatchedSigns implements FileSigns {
  readonly #last = new Map<string, string>()
  readonly #tells: boolean
  #stirred: Stirred = 'nothing'

  constructor(platform: NodeJS.Platform = process.platform) {
    this.#tells = platform === 'linux'
  }

  /** `kind`: what `fs.watch` said of this path. */
  add(kind: string, real: string): void {
    if (this.#tells) this.#last.set(real, kind)
    if (!this.#tells || kind !== 'change') this.#stirred = 'anything'
    else if (this.#stirred !== 'anything')
      this.#stirred = new Set(this.#stirred === 'nothing' ? [real] : [...this.#stirred, real])
  }

  stir(): void {
    this.#stirred = 'anything'
  }

  /** Whether nothing may have changed since that was last asked. */
  get isStill(): boolean {
    return this.#stirred === 'nothing'
  }

  stirred(): Stirred {
    const stirred = this.#stirred
    this.#stirred = 'nothing'
    return stirred
  }

  isMoved(real: string): boolean {
    return this.#last.get(real) === 'rename'
  }

  forget(): void {
    this.#last.clear()
  }
}
