/** Who loads the scenario files, as the control routes see it. */
export interface BookKeeper {
  status(): BookStatus
  /** Reads all files anew, now. */
  reload(): Promise<{ readonly ok: boolean }>
}

export interface BookStatus {
  readonly sources: readonly string[]
  readonly files: readonly string[]
  readonly rules: number
  /** Grows by one with every set that was swapped in. */
  readonly generation: number
  /** How changes are noticed. */
  readonly watching: 'events' | 'polling' | 'off'
  readonly last_reload: {
    readonly at: string
    readonly ok: boolean
    readonly errors: readonly object[]
    readonly warnings: readonly object[]
  }
}
