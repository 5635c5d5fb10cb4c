import type { GatewayConfig } from '../gateway/config/config.ts'
import type { GatewayRequest } from '../contracts/front-end.ts'
import type { Counted } from '../http/observe/metrics.ts'
import type { JournalRecord, Sent } from '../journal/entry.ts'
import { SendLog } from '../journal/send-log.ts'
import type { SendTimes } from '../journal/send-log.ts'
import { HeaderMap } from '../message/header-map.ts'
import type { HeaderList } from '../message/headers.ts'
import { madeOf } from '../plan/piece.ts'
import { eventsOf } from '../plan/plan.ts'
import type { PlanPart, WireEvent } from '../plan/plan.ts'
import type { SourceFile } from '../scenario/source-file.ts'

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
  exchange: [{ readonly request: SentRequest; readonly began: number }, SentExchange]
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

export interface SentRequest {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  readonly body: Uint8Array
  readonly httpVersion: string
}

/** A clock that all processes of a machine share, ms. */
export function sharedNow(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

export interface SentExchange {
  readonly id: string
  readonly at: number
  readonly events: readonly WireEvent[]
  readonly speed: number | undefined
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

export interface Ended {
  readonly id: string
  readonly sent: Sent
  readonly endedAt: number
  readonly leftAt: number | undefined
  readonly times: SendTimes | undefined
}

export function sentRequest({ method, target, headers, body, httpVersion }: GatewayRequest): SentRequest {
  return { method, target, headers: headers.list, body, httpVersion }
}

export function receivedRequest({ method, target, headers, body, httpVersion }: SentRequest): GatewayRequest {
  return { method, target, headers: new HeaderMap(headers), body, httpVersion }
}

/** A plan without anything that is made later. */
export function sentEvents(parts: readonly PlanPart[]): readonly WireEvent[] {
  return eventsOf(parts).map((event) => {
    if (event.kind !== 'body') return event
    const { at, kind, data, apart } = event
    return apart === undefined ? { at, kind, data: madeOf(data) } : { at, kind, data: madeOf(data), apart }
  })
}

/** How an exchange ended, that has. */
export function endedOf({ id, sent, endedAt, at, leftAt, sending }: JournalRecord): Ended {
  return { id, sent: sent!, endedAt: endedAt ?? at, leftAt, times: sending?.dump() }
}

export function takeEnd(entry: JournalRecord, { sent, endedAt, leftAt, times }: Ended): void {
  entry.sent = sent
  entry.endedAt = endedAt
  if (leftAt !== undefined) entry.leftAt = leftAt
  if (times !== undefined) entry.sending = SendLog.from(times)
}
