import type { Random } from '../../random/random.ts'
import type { HeaderMap } from '../../message/header-map.ts'
import { requestType } from '../errors/bifrost-error.ts'
import type { CallContext } from '../core/call-context.ts'
import type { ResponseHeaders } from './response-headers.ts'
import { resolvedModel, routingInfo } from './routing-info.ts'
import type { AnswerRules } from '../profiles/profile.ts'

/** The ids that the gateway gives to a request whose client sent none. */
export interface Correlation {
  readonly requestId: string
  /** 32 hexadecimal digits. */
  readonly traceId: string
}

export function drawCorrelation(random: Random): Correlation {
  return { requestId: uuid(random.fork('request id')), traceId: hex(random.fork('trace'), 32) }
}

/** What every answer of the chat routes carries: the ids of request and trace, the client's own where it sent such. */
export function setCorrelation(table: ResponseHeaders, request: HeaderMap, drawn: Correlation): void {
  const given = request.get('x-request-id') ?? ''
  table.set('X-Request-Id', given === '' || /^0{32}$/.test(given) ? drawn.requestId : given)
  table.set('X-Bifrost-Trace-Id', TRACE_PARENT.exec(request.get('traceparent') ?? '')?.[1] ?? drawn.traceId)
}

/** As the gateway reads it: this version alone, digits in either case, and zeros as good as any. */
const TRACE_PARENT = /^00-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/i

/** A list of models says what it is, but not on the gateway's own route (models). */
export function setListIdentity(table: ResponseHeaders, family: 'openai' | 'native'): void {
  if (family === 'openai') table.set('X-Bifrost-Request-Type', 'list_models')
}

/** Where the request went (plain, fallbacks). */
export function setIdentity(table: ResponseHeaders, context: CallContext, rules: AnswerRules): void {
  const { provider, model, stream, primary } = context
  set(table, 'X-Bifrost-Provider', provider)
  set(table, 'X-Bifrost-Original-Model', model)
  set(table, 'X-Bifrost-Resolved-Model', resolvedModel(context, rules))
  set(table, 'X-Bifrost-Request-Type', requestType(stream))
  if (primary !== undefined) set(table, 'X-Bifrost-Fallback-Index', String(primary.fallback))
}

/** How it went there. `latency`: ms of the call, where one was answered. */
export function setRouting(table: ResponseHeaders, context: CallContext, latency: number | undefined): void {
  if (latency !== undefined) set(table, 'X-Bifrost-Upstream-Latency-Ms', latency.toFixed(3))
  const info = routingInfo(context)
  set(table, `${ROUTING}Provider`, info.provider)
  set(table, `${ROUTING}Model`, info.model)
  set(table, `${ROUTING}Key`, info.key)
  set(table, `${ROUTING}Alias-Model-Id`, info.resolved_key_alias?.model_id)
  set(table, `${ROUTING}Alias-Model-Name`, info.resolved_key_alias?.model_name)
  set(table, `${ROUTING}Alias-Model-Family`, info.resolved_key_alias?.model_family)
  if (info.is_fallback === true) set(table, `${ROUTING}Is-Fallback`, 'true')
  set(table, `${ROUTING}Primary-Provider`, info.primary_provider)
  set(table, `${ROUTING}Primary-Model`, info.primary_model)
}

const ROUTING = 'X-Bifrost-Routing-Info-'

function set(table: ResponseHeaders, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') table.set(name, value)
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.int(0, 15).toString(16)).join('')
}

function uuid(random: Random): string {
  const digits = hex(random, 32)
  const variant = '89ab'[random.int(0, 3)] ?? '8'
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-')
}
