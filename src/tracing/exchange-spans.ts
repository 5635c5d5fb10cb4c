import type * as api from '@opentelemetry/api'
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api'
import type { ProviderTurn } from '../contracts/upstream.ts'
import { splitTarget } from '../message/target.ts'
import type { JournalCall, JournalEntry } from '../journal/entry.ts'
import { outcomeOf } from '../journal/outcome.ts'
import { readTraceParent } from '../message/trace-context.ts'
import { answerAttributes, requestAttributes } from './call-attributes.ts'
import { callFacts } from './call-facts.ts'
import type { CallFacts } from './call-facts.ts'

type Api = typeof api

/** A call, when it was made (ms since 1970), and how fast what is planned for it passes. */
interface Made extends CallFacts {
  readonly at: number
  readonly speed: number
}

const OWN = 'bifrost_emulator.'

/**
 * Exchanges as spans of OpenTelemetry: one for the gateway, whose parent the client names by `traceparent`, and below it one for
 * each call to a deployment. All times are those of the emulator's clock.
 */
export class ExchangeSpans {
  readonly #api: Api
  readonly #tracer: Tracer
  readonly #calls = new WeakMap<JournalCall, Made>()
  readonly #running = new WeakMap<JournalEntry, { readonly span: Span; readonly context: Context }>()

  constructor(api: Api, tracer: Tracer) {
    this.#api = api
    this.#tracer = tracer
  }

  /** A deployment was called, at this time (ms since 1970), and this is what it does. */
  called(call: JournalCall, turn: ProviderTurn, at: number, speed: number): void {
    this.#calls.set(call, { ...callFacts(turn, call.upstream), at, speed })
  }

  began(entry: JournalEntry): void {
    const { SpanKind, trace } = this.#api
    const parent = this.#parentOf(entry)
    const [path] = splitTarget(entry.request.target)
    const route = routeOf(entry, path)
    const { method } = entry.request
    const attributes = {
      'http.request.method': method,
      'http.route': route,
      'url.path': path,
      'gen_ai.operation.name': entry.calls.length === 0 ? undefined : 'chat',
      'gen_ai.request.model': entry.calls[0]?.upstream.model,
      'gen_ai.conversation.id': entry.session === '' ? undefined : entry.session,
      [`${OWN}exchange`]: entry.id,
      [`${OWN}gateway`]: entry.line,
    }
    const name = route === undefined ? method : `${method} ${route}`
    const options = { kind: SpanKind.SERVER, startTime: entry.at, attributes: given(attributes) }
    const span = this.#tracer.startSpan(name, options, parent)
    const { traceId } = span.spanContext()
    if (this.#api.isValidTraceId(traceId)) entry.ownTrace = traceId
    this.#running.set(entry, { span, context: trace.setSpan(parent, span) })
  }

  ended(entry: JournalEntry): void {
    const running = this.#running.get(entry)
    if (running === undefined) return
    this.#running.delete(entry)
    const { span, context } = running
    for (const call of entry.calls) this.#endCall(call, entry, context)
    const endMs = endOf(entry)
    this.#tellEvents(entry, span, endMs)
    this.#endSpan(span, entry)
    span.end(entry.at + endMs)
  }

  /** The client's span. */
  #parentOf({ request: { headers } }: JournalEntry): Context {
    const { ROOT_CONTEXT, createTraceState, trace } = this.#api
    const parent = readTraceParent(headers)
    if (parent === undefined) return ROOT_CONTEXT
    const { traceId, spanId, flags: traceFlags } = parent
    const state = headers.get('tracestate')
    const traceState = state === undefined ? undefined : createTraceState(state)
    const context = { traceId, spanId, traceFlags, isRemote: true, ...(traceState && { traceState }) }
    return trace.setSpanContext(ROOT_CONTEXT, context)
  }

  #endCall(call: JournalCall, entry: JournalEntry, context: Context): void {
    const made = this.#calls.get(call)
    if (made === undefined) return
    const { SpanKind, SpanStatusCode } = this.#api
    const { upstream, rule, by } = call
    const start = made.speed === 0 ? entry.at : made.at
    const passed = (ms: number) => (made.speed === 0 ? 0 : ms / made.speed)
    const firstMs = made.firstMs === undefined ? undefined : passed(made.firstMs)
    const attributes = {
      ...requestAttributes(upstream),
      ...answerAttributes({ ...made, firstMs }),
      [`${OWN}scenario`]: rule,
      [`${OWN}answered_by`]: by,
    }
    const options = { kind: SpanKind.CLIENT, startTime: start, attributes: given(attributes) }
    const span = this.#tracer.startSpan(`chat ${upstream.deployment}`, options, context)
    if (firstMs !== undefined) span.addEvent('first_token', start + firstMs)
    if (made.problem !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(start + passed(made.endMs))
  }

  /** The first frame, what was ordered, and what became of it: told when the answer broke, else when it began. */
  #tellEvents(entry: JournalEntry, span: Span, endMs: number): void {
    const { sending, ordered, faults = [], sent } = entry
    const isStream = entry.calls.at(-1)?.upstream.stream === true
    if (isStream && sending?.firstMs !== undefined) span.addEvent('first_token', entry.at + sending.firstMs)
    const at = entry.at + (sent?.ended === 'end' ? (sending?.headMs ?? 0) : endMs)
    if (ordered !== undefined) {
      const { by, name, error } = ordered
      const told = { [`${OWN}by`]: by, [`${OWN}name`]: name, [`${OWN}error`]: error }
      span.addEvent('order', given(told), at)
    }
    for (const { fault, hit, why } of faults)
      span.addEvent('fault', given({ [`${OWN}fault`]: fault, [`${OWN}hit`]: hit, [`${OWN}why`]: why }), at)
  }

  #endSpan(span: Span, entry: JournalEntry): void {
    const { status, ended, rule, by } = outcomeOf(entry)
    const isBroken = ended !== 'end' && ended !== 'client-left'
    const problem = isBroken ? ended : status !== undefined && status >= 500 ? String(status) : undefined
    const attributes = {
      'http.response.status_code': status,
      'error.type': problem,
      [`${OWN}answered_by`]: by,
      [`${OWN}scenario`]: rule,
      [`${OWN}ended`]: ended,
    }
    span.setAttributes(given(attributes))
    if (problem !== undefined) span.setStatus({ code: this.#api.SpanStatusCode.ERROR })
  }
}

/** When the last byte left or the connection was over, ms since the request. */
function endOf({ at, sent, sending, endedAt = at }: JournalEntry): number {
  return Math.max(0, sent?.leftAtMs ?? sending?.endMs ?? sending?.lastMs ?? endedAt - at)
}

/** The path without what differs from deployment to deployment; undefined where nothing was asked there. */
function routeOf({ calls, request }: JournalEntry, path: string): string | undefined {
  const route = path.replace(/(\/deployments\/)[^/]+/, '$1{deployment}')
  return calls.length > 0 || (route !== path && request.method === 'POST') ? route : undefined
}

/** Without those that are undefined. */
function given(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
}
