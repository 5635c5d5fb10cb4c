import type { ExchangeContext, GatewayRequest } from '../contracts/front-end.ts'
import type { Plan, WireEvent } from '../plan/plan.ts'
import type { HeaderMap } from '../message/header-map.ts'
import { Account } from './core/accounting.ts'
import { JSON_TYPE, answerCall } from './response/write-answer.ts'
import type { Respond } from './response/write-answer.ts'
import { answerModels } from './routing/answer-models.ts'
import { answerOther } from './routing/answer-other.ts'
import { errorStatus, gatewayError } from './errors/bifrost-error.ts'
import type { BifrostError } from './errors/bifrost-error.ts'
import { readChatRequest } from './routing/read-chat-request.ts'
import type { GatewayConfig } from './config/config.ts'
import { runCore } from './core/run-core.ts'
import type { GatewayState } from './state.ts'
import { encodeError } from './errors/encode-error.ts'
import { setCorrelation, setListIdentity } from './response/identity-headers.ts'
import { applyCors } from './response/cors.ts'
import { connectionHeader } from '../fasthttp/connection.ts'
import { isBrokenMultipart } from '../fasthttp/multipart.ts'
import { BAD_REQUEST_TEXT } from '../fasthttp/refusal.ts'
import { decodeRequestBody } from '../fasthttp/request-body.ts'
import { readTarget } from './routing/request-target.ts'
import { bareText, wholeResponse } from './response/response.ts'
import { ResponseHeaders } from './response/response-headers.ts'
import type { GatewayProfile } from './profiles/profile.ts'
import { route } from './routing/route.ts'

export interface Gateway {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
}

export type { GatewayRequest } from '../contracts/front-end.ts'
export { splitTarget } from '../message/target.ts'

/** The context of an exchange and what the gateway has counted. */
export interface GatewayContext extends ExchangeContext {
  readonly state: GatewayState
}

/** Everything the gateway does with one request, in its order: security and CORS headers, decompression, routing, login, handler. */
export function handle(gateway: Gateway, request: GatewayRequest, context: GatewayContext): Plan {
  return { events: answer(gateway, request, context), notes: [] }
}

function answer(gateway: Gateway, request: GatewayRequest, context: GatewayContext): readonly WireEvent[] {
  const { config, profile } = gateway
  let connection = connectionHeader(request)
  if (isBrokenMultipart(request.headers, request.body)) return bareText(400, BAD_REQUEST_TEXT, context.date)
  const { headers, allowed } = openingHeaders(gateway, request.headers)
  const { date } = context
  const head = request.method === 'HEAD'
  const respond: Respond = (status, body, type, at = 0) =>
    wholeResponse({ status, body, type, headers: headers.list(), date, connection, at, head })
  if (request.method === 'OPTIONS') return respond(allowed ? 200 : 403, '', undefined)

  const refuse = (error: BifrostError, end = '\n') =>
    respond(errorStatus(error, profile.errors), encodeError(error, profile) + end, JSON_TYPE)
  const body = unpackedBody(request, gateway)
  if (!body.ok) return refuse(gatewayError(body.message, { status: body.status }))
  const target = readTarget(request.target, request.headers)
  const found = route(request.method, target.path, profile.routes)
  const wantsLogin = found.kind === 'chat' || found.kind === 'models'
  if (wantsLogin && !isLoggedIn(request.headers, gateway))
    return refuse(gatewayError('Unauthorized', { status: 401 }))
  if (found.kind === 'models') {
    if (profile.headers.identity !== 'nowhere') setListIdentity(headers, found.family)
    return answerModels(found, { request, target }, gateway, respond)
  }
  if (found.kind !== 'chat')
    return answerOther(found, { ...target, mount: request.mount ?? '' }, gateway, headers, respond)
  if (profile.headers.identity === 'every answer') setCorrelation(headers, request.headers, context.ids())
  const call = readChatRequest(
    found,
    { headers: request.headers, query: target.query, body: body.body },
    profile,
    config,
  )
  const end = found.family === 'native' ? '\n' : ''
  if (!call.ok) {
    if (call.closes === true) connection = 'close'
    return refuse(call.error, end)
  }
  const { ask, random, onCounted } = context.begin(call.request)
  const account = new Account(config, profile.governance, context.state, context.time, onCounted)
  const result = runCore(call.request, { config, profile, ask, random: random.fork('gateway'), account })
  if (result.outcome.kind === 'error' && result.outcome.closes === true) connection = 'close'
  const to = { found, streams: call.request.stream, headers, respond, date, connection, end }
  return answerCall(result, to, profile)
}

/** The security and CORS headers with which every answer begins, and whether the origin is allowed. */
function openingHeaders(
  { config, profile }: Gateway,
  request: HeaderMap,
): { headers: ResponseHeaders; allowed: boolean } {
  const headers = new ResponseHeaders(profile.headers.security)
  if (request.get('x-forwarded-proto') === 'https')
    for (const [name, value] of profile.headers.secure) headers.set(name, value)
  const origin = request.get('origin') ?? ''
  return {
    headers,
    allowed: applyCors(headers, origin, request.get('access-control-request-headers') ?? '', config, profile),
  }
}

function unpackedBody({ headers, body }: GatewayRequest, { config, profile }: Gateway) {
  const coding = headers.get('content-encoding') ?? ''
  if (coding === '' || !profile.requests.decompresses) return { ok: true, body } as const
  return decodeRequestBody(body, coding, config.maxBodyBytes)
}

/** Also where no login is wanted. */
function isLoggedIn(headers: HeaderMap, { config: { login }, profile }: Gateway): boolean {
  if (login === undefined || !profile.requests.wantsLogin) return true
  const [scheme = '', value = ''] = (headers.get('authorization') ?? '').split(' ')
  if (!/^(basic|bearer)$/i.test(scheme)) return false
  return Buffer.from(value, 'base64').toString('utf8') === `${login.user}:${login.password}`
}
