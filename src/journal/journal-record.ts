import type { GatewayRequest, KeptExchange } from '../contracts/front-end.ts'
import { callRequest, ReceivedRequest } from '../contracts/received-request.ts'
import type { FaultEffect } from '../faults/fault-order.ts'
import type { AppliedOrder } from '../injection/applied-order.ts'
import { eventsOf } from '../plan/plan.ts'
import type { PlanPart, WireEvent } from '../plan/plan.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import { CallRecord } from './call-record.ts'
import type { Asked } from './call-record.ts'
import type { JournalEntry, Sent } from './entry.ts'
import { withHeaders } from './own-headers.ts'
import { plannedOf } from './planned.ts'
import type { Planned } from './planned.ts'
import type { SendLog } from './send-log.ts'

/** An entry as the emulator keeps it. */
export class JournalRecord implements JournalEntry {
  readonly id: string
  readonly at: number
  readonly request: GatewayRequest
  readonly line: string | undefined
  readonly book: ScenarioBook | undefined
  readonly replayOf: string | undefined
  session: string
  seed: number | undefined
  ordered?: AppliedOrder
  faults?: readonly FaultEffect[]
  hint: string | undefined
  sent: Sent | undefined
  endedAt?: number
  leftAt?: number
  sending?: SendLog
  weight: number | undefined
  began: number | undefined
  ownTrace: string | undefined
  /** One, as nearly all have, or a list. */
  #calls: CallRecord | readonly CallRecord[] = NONE
  #parts: readonly PlanPart[] | undefined
  #planned: Planned | undefined
  #kept: KeptExchange | undefined
  /** Whether the answer had the emulator's own headers. */
  #isAnnounced = false

  constructor(
    id: string,
    at: number,
    request: GatewayRequest,
    rest: {
      readonly session?: string
      readonly line?: string
      readonly book?: ScenarioBook
      readonly replayOf?: string | undefined
      readonly began?: number | undefined
    } = {},
  ) {
    this.id = id
    this.at = at
    this.request = request
    this.session = rest.session ?? ''
    this.line = rest.line
    this.book = rest.book
    this.replayOf = rest.replayOf
    this.began = rest.began
  }

  get calls(): readonly CallRecord[] {
    const calls = this.#calls
    return calls instanceof CallRecord ? [calls] : calls
  }

  set calls(calls: readonly CallRecord[]) {
    this.#calls = calls.length === 1 ? calls[0]! : calls
  }

  get parts(): readonly PlanPart[] | undefined {
    if (this.#parts !== undefined || this.#kept === undefined) return this.#parts
    const parts = this.#kept.parts()
    return this.#isAnnounced ? withHeaders(parts, this) : parts
  }

  set parts(parts: readonly PlanPart[]) {
    this.#parts = parts
    this.#planned = undefined
  }

  get events(): readonly WireEvent[] | undefined {
    const { parts } = this
    return parts === undefined ? undefined : eventsOf(parts)
  }

  get planned(): Planned | undefined {
    if (this.#planned !== undefined) return this.#planned
    const { parts } = this
    return parts === undefined ? undefined : (this.#planned = plannedOf(parts))
  }

  get planBytes(): number | undefined {
    return this.#kept?.memory
  }

  /** Plan and call can be made again of this. `isAnnounced`: the answer had the emulator's own headers. */
  keep(kept: KeptExchange, isAnnounced: boolean): void {
    this.#kept = kept
    this.#isAnnounced = isAnnounced
  }

  /** Lets go of what can be made again: the exchange is over. */
  release(): void {
    const isKept = this.#kept !== undefined
    if (isKept) this.#parts = undefined
    for (const call of this.calls) {
      if (isKept) call.letGo(this)
      else call.request.release?.()
    }
  }

  /** What was asked, made again. */
  asked(): Asked {
    const { request, session } = this
    const { call, upstream } = this.#kept!.asked(request)
    return { upstream, request: callRequest(new ReceivedRequest(request, call, session), upstream) }
  }

  /** Keeps the numbers of the plan and lets its frames go. */
  forgetPlan(): void {
    void this.planned
    this.#parts = this.#kept = undefined
  }
}

const NONE: readonly CallRecord[] = []
