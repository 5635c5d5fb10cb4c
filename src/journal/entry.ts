import type { FaultEffect } from '../faults/fault-order.ts'
import type { GatewayRequest } from '../contracts/front-end.ts'
import type { AppliedOrder } from '../injection/applied-order.ts'
import type { PlanPart, WireEvent } from '../plan/plan.ts'
import type { Refusal } from '../provider/rate-limits/refusal.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import type { Hurried, UpstreamRequest } from '../contracts/upstream.ts'
import type { Planned } from './planned.ts'
import type { SendLog } from './send-log.ts'

/** One exchange: what was asked, what answered it and why, what was planned and what was really sent. */
export interface JournalEntry {
  readonly id: string
  /** When it was accepted, milliseconds since 1970. */
  readonly at: number
  readonly request: GatewayRequest
  /** The gateway line that answered, as `--gateway` names it. */
  readonly line?: string | undefined
  /** The session that the request belongs to; '' until the gateway has read it. */
  session: string
  seed: number | undefined
  /** The calls that the gateway made. */
  readonly calls: readonly JournalCall[]
  /** What a one-shot order or chaos did to it. */
  ordered?: AppliedOrder
  /** The faults that were ordered, and what became of each. */
  faults?: readonly FaultEffect[]
  /** What its sender should know: the URL that was probably meant, or what a browser makes of the answer. */
  readonly hint?: string | undefined
  /** What was meant to be sent. */
  readonly planned: Planned | undefined
  /** Body events that left, and how it ended; absent while it runs. */
  sent: Sent | undefined
  /** When it was over, milliseconds since 1970. */
  endedAt?: number
  /** When the connection of an answer without an end was closed, milliseconds since 1970. */
  leftAt?: number
  /** The plan itself, as long as it is kept: all that was sent can be made from it again. */
  readonly parts?: readonly PlanPart[] | undefined
  /** About how many bytes are kept so that the plan can be made again; absent where it is kept itself. */
  readonly planBytes?: number | undefined
  /** The events of the plan, one by one. */
  readonly events?: readonly WireEvent[] | undefined
  /** What left when. */
  sending?: SendLog
  /** The scenarios that were in use. */
  readonly book?: ScenarioBook | undefined
  /** Nobody asked: this exchange was played again from the journal. */
  readonly replayOf?: string | undefined
  /** How many bytes the journal counts for it; absent once it has been forgotten. */
  weight?: number | undefined
  /** When it began, ms by a clock that several processes share; absent where one process is all. */
  began?: number | undefined
  /** The trace that it was put into where its client named none. */
  ownTrace?: string | undefined
}

/** What was really sent. */
export interface Sent {
  /** Body events that were written. */
  readonly frames: number
  /** `end`, `cut`, `reset`, `hang`, or `client-left`. */
  readonly ended: string
  /** Of a client that went away: the last body event that it can have seen whole, from 1; 0 for none. */
  readonly leftAfter?: number
  /** Of a client that went away: when, ms after its request. */
  readonly leftAtMs?: number
  /** Of a client that went away: what became of the gateway's call. */
  readonly upstream?: string
}

/** One call of the gateway to the deployment. */
export interface JournalCall {
  readonly upstream: UpstreamRequest
  /** The client's request as scenarios saw it. */
  readonly request: ChatRequest
  /** The rule that answered; undefined where a fake or an ordered error did. */
  readonly rule: string | undefined
  /** What answered. `error`: one that was ordered; `limit`: a limit was used up; `unmatched`: no rule did, and `--strict` wants one. */
  readonly by: AnsweredBy
  /** False where no connection came about: the deployment saw nothing. */
  readonly reached: boolean
  /** The deployment refused it: its limit was used up. */
  readonly limited?: Refusal | undefined
  /** Its answer was given a quicker pace than the model's, to be there before the gateway gives up. */
  readonly hurried?: Hurried | undefined
  /** Which match of this rule in the session this was, counting from 1. Absent when no rule answered. */
  readonly call?: number | undefined
  /** What the session knew before, where that was looked at. */
  readonly past?: SessionPast | undefined
}

export type AnsweredBy = 'rule' | 'fake' | 'error' | 'limit' | 'unmatched'

export interface SessionPast {
  readonly state: string | undefined
  /** How often each rule had matched. */
  readonly calls: ReadonlyMap<string, number>
}
