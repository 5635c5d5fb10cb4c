import type { AskingRead, ExchangeContext, FrontRead, GatewayRequest } from '../contracts/front-end.ts'
import { PackedPlan } from '../plan/plan.ts'
import type { Plan, PlanPart } from '../plan/plan.ts'
import type { HeaderMap } from '../message/header-map.ts'
import { Account } from './core/accounting.ts'
import type { CoreRequest } from './core/core-request.ts'
import type { ParsedBody } from './routing/parsed-body.ts'
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
import { setCorrelation } from './response/identity-headers.ts'
import type { Correlation } from './response/identity-headers.ts'
import { applyCors } from './response/cors.ts'
import { connectionHeader } from '../fasthttp/connection.ts'
import { isBrokenMultipart } from '../fasthttp/multipart.ts'
import { BAD_REQUEST_TEXT } from '../fasthttp/refusal.ts'
import { decodeRequestBody } from '../fasthttp/request-body.ts'
import { governedBody } from './routing/governed-body.ts'
import { readTarget } from './routing/request-target.ts'
import { bareText, wholeResponse } from './response/response.ts'
import { ResponseHeaders } from './response/response-headers.ts'
import type { GatewayProfile } from './profiles/profile.ts'
import { route } from './routing/route.ts'

export interface Gateway {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
}

/** The context of an exchange, the ids that are its own, and what the gateway has counted. */
export interface GatewayContext extends ExchangeContext {
  readonly correlation: () => Correlation
  readonly state: GatewayState
}

/** A request as the gateway has read it. */
export type GatewayRead =
  | Extract<FrontRead, { readonly plan: Plan }>
  | (AskingRead & { readonly call: CoreRequest })

/** All that the gateway does with a request before it calls anybody, in its order: security and CORS headers, decompression, routing, login, handler. `parsed`: its body, where somebody has parsed it. */
export function readRequest(
  gateway: Gateway,
  request: GatewayRequest,
  context: GatewayContext,
  parsed?: ParsedBody,
): GatewayRead {
  const { config, profile } = gateway
  let connection = connectionHeader(request)
  const { date } = context
  if (isBrokenMultipart(request.headers, request.body)) return plan(bareText(400, BAD_REQUEST_TEXT, date))
  const { headers, allowed } = openingHeaders(gateway, request.headers)
  const head = request.method === 'HEAD'
  const respond: Respond = (status, body, type, at = 0) =>
    wholeResponse({ status, body, type, headers: headers.list(), date, connection, at, head })
  if (request.method === 'OPTIONS') return plan(respond(allowed ? 200 : 403, '', undefined))

  const refuse = (error: BifrostError, end = '\n') =>
    plan(respond(errorStatus(error, profile.errors), encodeError(error, profile) + end, JSON_TYPE))
  const body = unpackedBody(request, gateway)
  if (!body.ok) return refuse(gatewayError(body.message, { status: body.status }))
  const target = readTarget(request.target, request.headers)
  const found = route(request.method, target.path, profile.routes)
  const wantsLogin = found.kind === 'chat' || found.kind === 'models'
  if (wantsLogin && !isLoggedIn(request.headers, gateway))
    return refuse(gatewayError('Unauthorized', { status: 401 }))
  if (found.kind === 'models')
    return plan(answerModels(found, { request, target, headers }, gateway, respond))
  if (found.kind !== 'chat')
    return plan(answerOther(found, { mount: request.mount ?? '', ...target }, gateway, headers, respond))
  if (profile.headers.identity === 'every answer')
    setCorrelation(headers, request.headers, context.correlation())
  const { state, time } = context
  const governed = governedBody(body.body, request.headers, {
    config,
    profile,
    used: (limit) => state.ledger.used(limit, time.at, 0),
    random: () => context.ids().fork('provider'),
    query: target.query,
    found,
  })
  const read = readChatRequest(
    found,
    {
      headers: request.headers,
      query: target.query,
      body: governed.bytes,
      sent: body.body,
      pinned: governed.pinned,
      parsed: governed.bytes === request.body ? parsed : undefined,
    },
    profile,
    config,
  )
  const end = found.family === 'native' ? '\n' : ''
  if (!read.ok) {
    if (read.closes === true) connection = 'close'
    return refuse(read.error, end)
  }
  const call = read.request
  const answer: AskingRead['answer'] = (ask, random) => {
    const account = new Account(config, profile.governance, state, time)
    const result = runCore(call, { config, profile, ask, random: random.fork('gateway'), account })
    if (result.outcome.kind === 'error' && result.outcome.closes === true) connection = 'close'
    const to = { found, streams: call.stream, headers, respond, date, connection, end }
    return new PackedPlan(answerCall(result, to, profile))
  }
  return { call, answer }
}

function plan(parts: readonly PlanPart[]): { readonly plan: Plan } {
  return { plan: new PackedPlan(parts) }
}

interface Opening {
  readonly headers: ResponseHeaders
  readonly allowed: boolean
}

/** The security and CORS headers with which every answer begins, and whether the origin is allowed. */
function openingHeaders(gateway: Gateway, request: HeaderMap): Opening {
  const isSecure = request.get('x-forwarded-proto') === 'https'
  const origin = request.get('origin') ?? ''
  const asked = request.get('access-control-request-headers') ?? ''
  if (isSecure || origin !== '' || asked !== '') return makeOpening(gateway, isSecure, origin, asked)
  // Nearly all clients say nothing of these.
  let usual = usualOpenings.get(gateway)
  if (usual === undefined) usualOpenings.set(gateway, (usual = makeOpening(gateway, false, '', '')))
  return { headers: new ResponseHeaders(usual.headers.list()), allowed: usual.allowed }
}

const usualOpenings = new WeakMap<Gateway, Opening>()

function makeOpening(
  { config, profile }: Gateway,
  isSecure: boolean,
  origin: string,
  asked: string,
): Opening {
  const headers = new ResponseHeaders(profile.headers.security)
  if (isSecure) for (const [name, value] of profile.headers.secure) headers.set(name, value)
  return { headers, allowed: applyCors(headers, origin, asked, config, profile) }
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
