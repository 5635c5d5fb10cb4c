import type { FastifyRequest } from 'fastify'
import type { BookKeeper, ConfigKeeper } from '../book-keeper.ts'
import type { Histogram } from '../observe/histogram.ts'
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
  /** Whether a request is an order of all instances, to be carried out here too. */
  carriesOut?(request: FastifyRequest): boolean
  /** Has an order carried out wherever the state is shared; undefined: only here. */
  order?(request: FastifyRequest): Promise<OrderAnswer | undefined>
  /** The store that instances share, and which of them are there. */
  readonly store?: StoreStatus | undefined
  /** How long the store takes to answer this instance. */
  readonly storeRoundTrips?: Histogram | undefined
  /** When what a control request does began, by the clock that tells when exchanges began. */
  began(): number
  /** Somebody listens to the feed: what happens elsewhere is to be told soon, until the result is called. */
  listening(): () => void
}

export interface OrderAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface StoreStatus {
  readonly url: string
  readonly name: string
  readonly up: boolean
  readonly instance: string
  readonly instances: readonly string[]
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
