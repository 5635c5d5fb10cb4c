import type { FaultEffect } from './faults/fault-order.ts'
import type { WireEvent } from './plan/plan.ts'
import { splitTarget } from './gateway/gateway.ts'
import type { GatewayRequest } from './front-end.ts'
import { faultText } from './faults/fault-order.ts'
import type { TakenOrder } from './orders/taken-order.ts'
import type { Refusal } from './provider/rate-limits/refusal.ts'
import type { ChatRequest } from './request/chat-request.ts'
import type { HeaderList, UpstreamRequest } from './upstream.ts'

/** One exchange: what was asked, what answered it and why, what was planned and what was really sent. */
export interface JournalEntry {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly request: GatewayRequest
  /** The gateway line that answered, as `--gateway` names it. */
  readonly line?: string
  /** The session that the request belongs to; '' until the gateway has read it. */
  session: string
  seed: number | undefined
  /** The calls that the gateway made. */
  readonly calls: JournalCall[]
  /** What a one-shot order or chaos did to it. */
  ordered?: TakenOrder
  /** The faults that were ordered, and what became of each. */
  faults?: readonly FaultEffect[]
  /** What was meant to be sent. */
  planned: Planned | undefined
  /** Body events that left, and how it ended; absent while it runs. */
  sent: { readonly frames: number; readonly ended: string } | undefined
}

/** One call of the gateway to the deployment. */
export interface JournalCall {
  readonly upstream: UpstreamRequest
  /** The client's request as scenarios saw it. */
  readonly request: ChatRequest
  /** The rule that answered; undefined where a fake or an ordered error did. */
  readonly rule: string | undefined
  /** False where no connection came about: the deployment saw nothing. */
  readonly reached: boolean
  /** The deployment refused it: its limit was used up. */
  readonly limited?: Refusal
}

/** A plan in a few numbers: the plan itself would keep every frame alive. */
export interface Planned {
  readonly status: number | undefined
  readonly headers: HeaderList
  /** Body events. */
  readonly frames: number
  readonly ends: string
  readonly durationMs: number
}

export function plannedOf(events: readonly WireEvent[]): Planned {
  const [head] = events
  const last = events.at(-1)
  const isHead = head?.kind === 'head'
  return {
    // Raw bytes that make no head have no status.
    status: isHead && head.status > 0 ? head.status : undefined,
    headers: isHead ? head.headers : [],
    frames: Math.max(0, events.length - (isHead ? 2 : 1)),
    ends: last?.kind ?? '',
    durationMs: Math.round(last?.at ?? 0),
  }
}

const MOST_ENTRIES = 500
const MOST_BODY_BYTES = 64 * 1024

/** The last exchanges, the newest last. */
export class Journal {
  #entries: JournalEntry[] = []

  add(entry: JournalEntry): void {
    this.#entries.push(entry)
    // Dropping many at once keeps the cost of an exchange constant.
    if (this.#entries.length >= 2 * MOST_ENTRIES) this.#entries = this.#entries.slice(-MOST_ENTRIES)
  }

  list(): readonly JournalEntry[] {
    return this.#entries.slice(-MOST_ENTRIES)
  }

  find(id: string): JournalEntry | undefined {
    return this.#entries.findLast((entry) => entry.id === id)
  }

  /** All of them, or those of one session. */
  clear(session?: string): void {
    this.#entries = session === undefined ? [] : this.#entries.filter((entry) => entry.session !== session)
  }
}

export type JournalView = ReturnType<typeof journalView>

/** An entry for people and machines: secrets out, bodies cut to 64 KiB. */
export function journalView(entry: JournalEntry) {
  const { request } = entry
  const [path, query] = splitTarget(request.target)
  return {
    id: entry.id,
    at: new Date(entry.at).toISOString(),
    gateway: entry.line ?? null,
    session: entry.session,
    seed: entry.seed ?? null,
    scenario: entry.calls.at(-1)?.rule ?? null,
    request: {
      method: request.method,
      path,
      query,
      headers: redacted(request.headers.list),
      body: bodyText(request.body),
    },
    upstream: entry.calls.filter((call) => call.reached).map(callView),
    ...(entry.ordered === undefined
      ? {}
      : {
          ordered_by: entry.ordered.by,
          error: entry.ordered.error,
          ordered: orderedView(entry.ordered),
        }),
    faults: entry.faults ?? [],
    planned: entry.planned ?? null,
    sent: entry.sent ?? null,
  }
}

/** What a standing order did, for those who judge how the client behaved under it. */
function orderedView({ by, name, error, faults }: TakenOrder): object {
  return {
    by,
    ...(name === undefined ? {} : { name }),
    ...(error === undefined ? {} : { error }),
    ...(faults.length === 0 ? {} : { faults: faults.map(faultText) }),
  }
}

function callView({ upstream, rule, limited }: JournalCall) {
  return {
    scenario: rule ?? null,
    deployment: upstream.deployment,
    attempt: upstream.attempt,
    ...(limited === undefined ? {} : { limited: { by: limited.by, retry_after_ms: limited.retryAfterMs } }),
    method: upstream.method,
    url: upstream.url,
    headers: redacted(upstream.headers),
    body: upstream.body,
  }
}

const SECRET = new Set([
  'authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'x-bf-vk',
  'cookie',
  'proxy-authorization',
])

function redacted(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) => [name, isSecret(name, value) ? '[redacted]' : value] as const)
}

/** Also what is passed on under another name, and a virtual key wherever it stands. */
function isSecret(name: string, value: string): boolean {
  return SECRET.has(name.toLowerCase().replace(/^x-bf-eh-/, '')) || /\bsk-bf-/i.test(value)
}

function bodyText(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, MOST_BODY_BYTES)).toString('utf8')
}
