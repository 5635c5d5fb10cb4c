import type { ExchangeContext, GatewayRequest } from '../front-end.ts'
import type { Plan, WireEvent } from '../plan/plan.ts'
import type { HeaderMap } from '../request/header-map.ts'
import { errorStatus, gatewayError } from './bifrost-error.ts'
import type { BifrostError } from './bifrost-error.ts'
import type { CallOutcome } from './call.ts'
import { readChatRequest } from './chat-route.ts'
import type { GatewayConfig } from './config.ts'
import { runCore } from './core.ts'
import { applyCors } from './http/cors.ts'
import { isBrokenMultipart } from './http/multipart.ts'
import { decodeRequestBody } from './http/request-body.ts'
import { connectionHeader } from './http/connection.ts'
import { readTarget } from './http/request-target.ts'
import type { RequestTarget } from './http/request-target.ts'
import { bareText, streamResponse, wholeResponse, wireResponse } from './http/response.ts'
import { ResponseHeaders } from './http/response-headers.ts'
import { encodeError } from './encode-error.ts'
import { modelList } from './model-list.ts'
import type { GatewayProfile } from './profiles/profile.ts'
import { route } from './route.ts'
import type { Route } from './route.ts'

export interface Gateway {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
}

export type { ExchangeContext, GatewayRequest } from '../front-end.ts'
export { splitTarget } from '../request/split-target.ts'

export const BAD_REQUEST_TEXT = 'Error when parsing request'

/** Everything the gateway does with one request, in its order: security and CORS headers, decompression, routing, login, handler. */
export function handle(gateway: Gateway, request: GatewayRequest, context: ExchangeContext): Plan {
  const { config, profile } = gateway
  const connection = connectionHeader(request)
  if (isBrokenMultipart(request.headers, request.body)) {
    return plan(bareText(400, BAD_REQUEST_TEXT, context.date))
  }
  const { headers, allowed } = openingHeaders(gateway, request.headers)
  const respond: Respond = (status, body, type, at = 0) =>
    plan(
      wholeResponse({
        status,
        body,
        type,
        headers: headers.list(),
        date: context.date,
        connection,
        at,
        head: request.method === 'HEAD',
      }),
    )
  if (request.method === 'OPTIONS') return respond(allowed ? 200 : 403, '', undefined)

  const coding = request.headers.get('content-encoding') ?? ''
  const body =
    coding === ''
      ? ({ ok: true, body: request.body } as const)
      : decodeRequestBody(request.body, coding, config.maxBodyBytes)
  if (!body.ok)
    return respond(
      body.status,
      `${encodeError(gatewayError(body.message, { status: body.status }))}\n`,
      JSON_TYPE,
    )

  const target = readTarget(request.target, request.headers)
  const found = route(request.method, target.path)
  if (found.kind !== 'chat') return answerOther(found, target, gateway, headers, respond)
  if (config.login !== undefined && !isLoggedIn(request.headers, config.login)) {
    return respond(401, `${encodeError(gatewayError('Unauthorized', { status: 401 }))}\n`, JSON_TYPE)
  }
  const call = readChatRequest(found, request.headers, body.body)
  const end = found.family === 'native' ? '\n' : ''
  if (!call.ok) return respond(errorStatus(call.error), encodeError(call.error) + end, JSON_TYPE)
  const { ask, dice } = context.begin(call.request)
  const result = runCore(call.request, config, profile, ask, dice.fork('gateway'))
  for (const [name, value] of result.forwarded) headers.set(name, value)
  return answerCall(result.outcome, found, headers, respond, { date: context.date, connection, end })
}

type Respond = (status: number, body: string | (() => string), type: string | undefined, at?: number) => Plan

const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain; charset=utf-8'

function answerCall(
  outcome: CallOutcome,
  found: Extract<Route, { kind: 'chat' }>,
  headers: ResponseHeaders,
  respond: Respond,
  context: { date: string; connection: string | undefined; end: string },
): Plan {
  switch (outcome.kind) {
    case 'answer':
      return respond(200, () => outcome.body() + context.end, JSON_TYPE, outcome.at)
    case 'stream':
      return plan(streamResponse(outcome, headers, context))
    case 'wire':
      return plan(wireResponse(outcome.answer, outcome.startAt, context.connection))
    case 'error':
      return answerError(outcome.error, outcome, found, headers, respond, context)
  }
}

function answerError(
  error: BifrostError,
  outcome: Extract<CallOutcome, { kind: 'error' }>,
  found: Extract<Route, { kind: 'chat' }>,
  headers: ResponseHeaders,
  respond: Respond,
  context: { date: string; end: string },
): Plan {
  const { plain } = outcome
  for (const [name, value] of outcome.headers ?? []) headers.set(name, value)
  if (plain !== undefined) {
    if (plain.bare) return plan(bareText(outcome.status ?? 400, plain.text, context.date, outcome.at))
    for (const [name, value] of plain.headers ?? []) headers.set(name, value)
    return respond(outcome.status ?? 500, plain.text, TEXT_TYPE, outcome.at)
  }
  const text = outcome.body === undefined ? encodeError(error) : JSON.stringify(outcome.body)
  const status = found.family === 'native' ? nativeStatus(error) : (outcome.status ?? errorStatus(error))
  if (text.startsWith(ENCODING_FAILED)) return respond(status, text, TEXT_TYPE, outcome.at)
  return respond(status, text + (outcome.newline === true ? '\n' : context.end), JSON_TYPE, outcome.at)
}

const ENCODING_FAILED = 'failed to encode error response: '

/** The security and CORS headers with which every answer begins, and whether the origin is allowed. */
function openingHeaders(
  gateway: Gateway,
  request: HeaderMap,
): { headers: ResponseHeaders; allowed: boolean } {
  const { config, profile } = gateway
  const headers = new ResponseHeaders(profile.securityHeaders)
  if (request.get('x-forwarded-proto') === 'https')
    for (const [name, value] of profile.secureHeaders) headers.set(name, value)
  const origin = request.get('origin') ?? ''
  return {
    headers,
    allowed: applyCors(headers, origin, request.get('access-control-request-headers') ?? '', config, profile),
  }
}

/** The gateway's own route answers 400 where the others answer 500 for want of a status. */
function nativeStatus(error: BifrostError): number {
  return error.status_code ?? (error.is_bifrost_error ? 500 : 400)
}

function answerOther(
  found: Exclude<Route, { kind: 'chat' }>,
  { path, query, origin }: RequestTarget,
  gateway: Gateway,
  headers: ResponseHeaders,
  respond: Respond,
): Plan {
  switch (found.kind) {
    case 'models':
      return respond(200, JSON.stringify(modelList(gateway.config)), JSON_TYPE)
    case 'health':
      return respond(200, '{"components":{"db_pings":"ok"},"status":"ok"}\n', JSON_TYPE)
    case 'page':
      headers.set('Cache-Control', 'no-cache')
      return respond(200, '<!doctype html><title>Bifrost</title>\n', 'text/html; charset=utf-8')
    case 'asset':
      return respond(404, `404 - Static asset not found: ${path}`, TEXT_TYPE)
    case 'redirect':
      headers.set('Location', `${origin}${found.path}${query === '' ? '' : `?${query}`}`)
      return respond(found.status, '', undefined)
    case 'not-allowed':
      headers.set('Allow', found.allow)
      return respond(405, 'Method Not Allowed', TEXT_TYPE)
    case 'not-found':
      return respond(
        404,
        `${encodeError(gatewayError(`Route not found: ${path}`, { status: 404 }))}\n`,
        JSON_TYPE,
      )
  }
}

function isLoggedIn(headers: HeaderMap, login: { user: string; password: string }): boolean {
  const [scheme = '', value = ''] = (headers.get('authorization') ?? '').split(' ')
  if (!/^(basic|bearer)$/i.test(scheme)) return false
  return Buffer.from(value, 'base64').toString('utf8') === `${login.user}:${login.password}`
}

function plan(events: readonly WireEvent[]): Plan {
  return { events, notes: [] }
}
