import type { Random } from '../random/random.ts'
import type { Plan, PlanPart, WireEvent } from '../plan/plan.ts'
import type { HeaderMap } from '../message/header-map.ts'
import type { JsonObject } from '../json/json-object.ts'
import type { Ask, UpstreamRequest } from './upstream.ts'

/** A request as the HTTP server received it, whole. */
export interface GatewayRequest {
  readonly method: string
  /** As on the request line: path, query, fragment. */
  readonly target: string
  /** Where the line is found, if not at the root: `/1.3.60`. The target is what comes behind it. */
  readonly mount?: string
  readonly headers: HeaderMap
  readonly body: Uint8Array
  readonly httpVersion: string
}

/** A chat request, as whoever answers the client has read it. */
export interface FrontCall {
  readonly provider: string
  /** The deployment that the client names. */
  readonly model: string
  readonly stream: boolean
  readonly body: {
    /** As the client sent it. */
    readonly json: JsonObject
    /** What of it reaches the deployment. */
    upstream(model: string, stream: boolean): JsonObject
    /** Lets go of what can be read again. */
    release?(): void
  }
}

/** The time of an exchange: when it began, and how fast what is planned for it will pass. */
export interface ExchangeTime {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Planned ms for each real one; 0: everything happens at once. */
  readonly speed: number
}

/** What one exchange needs besides the request: the `Date` header's value, the time. */
export interface ExchangeContext {
  /** For ids that the front end gives to a request by itself. */
  readonly ids: () => Random
  readonly date: string
  readonly time: ExchangeTime
}

/** A request as a front end has read it: answered already, or a call that is answered with the help of a deployment. */
export type FrontRead = { readonly plan: Plan } | AskingRead

export interface AskingRead {
  readonly call: FrontCall
  /** `ask`: who answers the calls to the deployment; `random`: the chance of this request. */
  answer(ask: Ask, random: Random): FrontAnswer
}

export interface FrontAnswer extends Plan {
  /** Absent where nothing less than the plan and the call will do. */
  readonly kept?: KeptExchange | undefined
}

/** What an exchange with one call can be made of again: the journal keeps it in place of the plan and of what was read. */
export interface KeptExchange {
  parts(): readonly PlanPart[]
  /** What was read of the request, and the call that was made for it. */
  asked(request: GatewayRequest): { readonly call: FrontCall; readonly upstream: UpstreamRequest }
  /** About how much memory it takes beside what it shares, bytes. */
  readonly memory: number
}

/** Something that the emulator says in its own name. */
export interface OwnError {
  readonly status: number
  /** `emulator_error` or `emulator_bug`. */
  readonly type: string
  readonly message: string
}

export interface FrontRoute {
  readonly method: 'GET' | 'POST'
  readonly url: string
}

/** Who the client talks to: a release of the gateway, its documentation come true, or Azure itself. Each is one of these. */
export interface FrontEnd {
  /** As `--gateway` names it. */
  readonly line: string
  /** The paths that it has a meaning for, as Fastify spells them; it answers all others as well. */
  readonly routes: readonly FrontRoute[]
  /** Bytes of a request's head and of its body; what is larger is refused before it is read. */
  readonly limits: { readonly maxHeadBytes: number; readonly maxBodyBytes: number }
  /** The `Server` header on the refusal of what is no HTTP; absent where there is none. */
  readonly server?: string
  /** Parts of a given configuration that it does not act on. */
  readonly ignored: readonly string[]
  /** It keeps limits, budgets, workers and answers; otherwise one request knows nothing of another. */
  readonly counts: boolean
  /** A gateway may stand before it, which shows its client every header: the emulator's own are for those who ask. */
  readonly isBehindGateways: boolean
  read(request: GatewayRequest, context: ExchangeContext): FrontRead
  /** What somebody should know whose request reached no deployment and got this status; undefined: nothing. */
  hint(request: GatewayRequest, status: number): string | undefined
  /** An answer in the emulator's own name, in the form of this line's errors. */
  own(error: OwnError, date: string): readonly WireEvent[]
}
