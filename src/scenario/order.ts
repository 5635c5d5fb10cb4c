import type { FaultOrder } from '../faults/fault-order.ts'
import type { Condition } from './match/condition.ts'
import type { ErrorSpec } from './outcome.ts'

/** What is to go wrong: an error in place of the answer, faults of the answer, or both. */
export interface Injection {
  readonly error?: ErrorSpec
  readonly faults: readonly FaultOrder[]
  /** Its share among the injections of one order. */
  readonly weight: number
}

/** Something that is to go wrong with requests that are still to come. */
export interface OrderSpec {
  /** The order as it was written. */
  readonly written: Readonly<Record<string, unknown>>
  readonly name?: string
  /** The one session that it is for, where it is for one. */
  readonly session?: string
  /** All must hold for a request to be hit. */
  readonly conditions: readonly Condition[]
  /** At least one; a request that is hit gets one of them. */
  readonly injections: readonly Injection[]
}

/** What goes wrong with the next requests that fit. */
export interface NextSpec extends OrderSpec {
  /** With so many of them. */
  readonly times: number
}

/** What goes wrong again and again. */
export interface ChaosSpec extends OrderSpec {
  /** The chance of each request, 0 to 1. */
  readonly rate: number
  /** The chance goes from one value to another over so many ms, and then stays. */
  readonly ramp?: { readonly from: number; readonly to: number; readonly overMs: number }
  /** Hit only every Nth request of a session. */
  readonly every?: number
  /** Only so many requests of a session, at the beginning. */
  readonly first?: number
  /** It begins so many ms after it was ordered. */
  readonly afterMs: number
  /** It ends so many ms after it began; without an end unless given. */
  readonly forMs?: number
  /** It comes and goes: on for `lastsMs` at the beginning of every `everyMs`. */
  readonly outage?: { readonly everyMs: number; readonly lastsMs: number }
}
