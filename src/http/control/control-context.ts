import type { BookKeeper, ConfigKeeper } from '../book-keeper.ts'
import type { Service } from '../service.ts'

/** An emulator of several processes. */
export interface Together {
  /** All of them take requests. */
  readonly isReady: boolean
  workers(): readonly { readonly number: number; readonly pid: number; readonly ready: boolean }[]
  /** Settles when what every process did until now is known here. */
  gathered(): Promise<void>
  /** Settles when every process goes by what was ordered here until now. */
  spread(): Promise<void>
  /** Somebody listens to the feed: what happens elsewhere is to be told soon, until the result is called. */
  listening(): () => void
}

export interface ControlContext {
  readonly service: Service
  readonly books: BookKeeper
  /** The gateway's configuration file; absent without one. */
  readonly configFile?: ConfigKeeper | undefined
  readonly version: string
  /** Where the files of the page are. */
  readonly pageFolder: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Where the emulator is several processes: how these routes are true for all of them. */
  readonly together?: Together | undefined
  /** Wanted on every control request when set. */
  readonly token: string | undefined
}
