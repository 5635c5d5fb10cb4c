import type { ScenarioBook } from '../scenario/book.ts'
import type { Diagnostic } from '../shape/diagnostic.ts'

/** Who loads the scenario files, as the control routes see it. */
export interface BookKeeper {
  status(): BookStatus
  /** Reads all files anew, now. */
  reload(): Promise<{ readonly ok: boolean }>
  /** Absent where no rules can be added while the program runs. */
  readonly runtimeRules?: RuntimeRuleKeeper
  /** Absent where the files can't be edited. */
  readonly files?: FileKeeper
}

/** Who reads and writes scenario files for the page. `version`: what a file holds, as a hash. */
export interface FileKeeper {
  read(name: string): Promise<{ readonly text: string; readonly version: string }>
  /** The mistakes that the whole set would have with this text. */
  check(name: string, text: string): Promise<readonly Diagnostic[]>
  bookWith(name: string, text: string): Promise<ScenarioBook>
  /** `version`: what was read; undefined for a file that must not exist yet. */
  write(name: string, text: string, version: string | undefined): Promise<{ readonly version: string }>
}

/** Who loads the gateway's configuration. */
export interface ConfigKeeper {
  status(): object
  /** Reads the file anew, now. */
  reload(): Promise<{ readonly ok: boolean }>
}

export interface RuntimeRuleKeeper {
  /** Adds the rules of a scenario file's text, all or none. */
  add(text: string): Promise<{
    readonly ok: boolean
    readonly diagnostics: readonly Diagnostic[]
    readonly names: readonly string[]
  }>
  /** Takes away all of them, or the one of this name; gives the names of those that went. */
  remove(name?: string): Promise<readonly string[]>
  /** Takes away those that wait for this session alone. */
  removeOfSession(session: string): Promise<readonly string[]>
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
