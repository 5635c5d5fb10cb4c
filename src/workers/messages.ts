import type { GatewayConfig } from '../gateway/config/config.ts'
import type { Counted } from '../http/observe/metrics.ts'
import type { SendTimes } from '../journal/send-log.ts'
import type { SourceFile } from '../scenario/source-file.ts'
import type { Ended, SentExchange, SentRequest } from './packed.ts'

/** What answers come from: the same in every process. */
export interface Source {
  /** Counts the sets of scenarios, from 1. */
  readonly generation: number
  readonly files: readonly SourceFile[]
  readonly config: GatewayConfig
  /** Every exchange is the keeper's: an order stands, or something is counted. */
  readonly isClosed: boolean
}

export interface WorkerStart<Options> {
  readonly options: Options
  readonly source: Source
  /** Which worker it is, from 1; no two ever have the same. */
  readonly number: number
  /** What stands before the number in the ids of its exchanges. */
  readonly idPrefix: string
  readonly socketPath: string
  /** Of a manual clock: where it began, ms since 1970, and how far it has come since, ms. */
  readonly clock: { readonly startDate: number; readonly now: number } | undefined
}

/** What the process that keeps the state asks a worker. */
export type AsksWorker = {
  use: [Source, void]
  /** Every exchange is the keeper's from now on, or no longer. */
  closed: [boolean, void]
  gather: [void, Gathered]
  /** Moves a manual clock on to this moment, ms since it began; undefined: not at all. */
  clock: [number | undefined, WaitingThere]
  end: [{ readonly drainMs: number }, Gathered]
}

/** What a worker asks the process that keeps the state. */
export type AsksKeeper<Options = unknown> = {
  /** What it is to be; the first question. */
  start: [void, WorkerStart<Options>]
  /** It listens, or cannot. */
  started: [{ readonly url: string } | { readonly problem: string }, void]
  exchange: [readonly [request: SentRequest, began: number], SentExchange]
  /** Exchanges that the keeper knows are over. */
  ended: [readonly Ended[], void]
}

/** What a worker has done since it was asked last. */
export interface Gathered {
  /** Exchanges of its own, in their order; those that run still are told of once more, in `ended`. */
  readonly records: readonly SentRecord[]
  readonly ended: readonly Ended[]
  /** How far those are that run. */
  readonly running: readonly { readonly id: string; readonly times: SendTimes | undefined }[]
  /** How often each scenario has answered in exchanges that had to make room before they were asked for. */
  readonly forgotten: { readonly exchanges: number; readonly hits: ReadonlyMap<string, number> }
  readonly counted: Counted
  readonly active: number
  readonly activeStreams: number
}

/** Who waits for a manual clock in a worker, in ms since the clock began. */
export interface WaitingThere {
  readonly waiters: readonly { readonly what: string; readonly due: number }[]
  readonly unread: number
}

export interface SentRecord {
  readonly id: string
  readonly at: number
  readonly began: number
  readonly generation: number
  /** The scenarios that answered. */
  readonly rules: readonly string[]
  readonly request: SentRequest
  /** The trace that it was put into. */
  readonly trace: string | undefined
}
