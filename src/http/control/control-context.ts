import type { BookKeeper, ConfigKeeper } from '../book-keeper.ts'
import type { Service } from '../service.ts'

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
  /** Wanted on every control request when set. */
  readonly token: string | undefined
}
