import { isObject } from '../../json/json-object.ts'
import type { HeaderMap } from '../../message/header-map.ts'
import { codecOf } from '../codec.ts'
import { gatewayError } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { PinnedKey } from '../config/routing-rules.ts'
import type { CoreRequest, RawWish } from '../core/core-request.ts'
import { readDeploymentPath, readFallbacks, splitModel } from './deployment-path.ts'
import { answerOperation, otherOperation } from './other-operation.ts'
import type { OtherOperation } from './other-operation.ts'
import { ParsedBody } from './parsed-body.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import type { Route } from './route.ts'

type ChatRoute = Extract<Route, { kind: 'chat' }>
export type ReadRequest =
  | { readonly ok: true; readonly request: CoreRequest }
  | {
      readonly ok: false
      readonly error: BifrostError
      /** The connection closes after it. */
      readonly closes?: boolean
    }

interface ChatRequestParts {
  readonly headers: HeaderMap
  /** The query of the URL. */
  readonly query: string
  readonly body: Uint8Array
  /** The same before the gateway wrote it anew. */
  readonly sent: Uint8Array
  /** The body, where it is parsed already. */
  readonly parsed?: ParsedBody | undefined
  /** The key that a routing rule has chosen. */
  readonly pinned?: PinnedKey | undefined
}

type Value = { readonly [key: string]: unknown }

function isSent(headers: HeaderMap, name: string): boolean {
  return (headers.get(name) ?? '') !== ''
}

const NO_LOG_STORE = 'async operations not available: logs store not configured'

/** From a body to a request for the core, in the handler's order: async id, parse, path, fallbacks, async. */
export function readChatRequest(
  found: ChatRoute,
  { headers, query, body, sent, parsed: known, pinned }: ChatRequestParts,
  profile: GatewayProfile,
  config: GatewayConfig,
): ReadRequest {
  // The gateway's own route knows neither header; one without a value counts as not sent.
  const asyncRefused = profile.requests.asyncRefused && found.family !== 'native'
  if (asyncRefused && isSent(headers, 'x-bf-async-id')) return refuse(gatewayError(NO_LOG_STORE))
  const operation = found.family === 'deployments' ? otherOperation(found.rest) : undefined
  if (operation !== undefined)
    return refuse(readOperation(operation, found, { headers, query, body, sent }, profile, config))
  const parsed = known ?? new ParsedBody(body, profile, found.family === 'native', sent)
  if (!parsed.decoded.ok) {
    const closes = profile.requests.parseErrorHas === 'status'
    return { ok: false, error: parseError(found, parsed.decoded.error, profile), closes }
  }
  const { value } = parsed.decoded
  const model = readModel(found, typeof value['model'] === 'string' ? value['model'] : '', profile, config)
  if (!model.ok) return refuse(model.error)
  const { messages } = value
  if (found.family === 'native' && !(Array.isArray(messages) && messages.length > 0)) {
    return refuse(gatewayError('messages is required for chat completion', { status: 400 }))
  }
  if (asyncRefused && isSent(headers, 'x-bf-async')) return refuse(gatewayError(NO_LOG_STORE))
  const passThrough = headers.get('x-bf-passthrough-extra-params') === 'true'
  const extraParams = passThrough ? extraParamsOf(parsed.json) : undefined
  return {
    ok: true,
    request: {
      provider: model.target.provider,
      model: model.target.model,
      fallbacks: readFallbacks(
        Array.isArray(value['fallbacks']) ? (value['fallbacks'] as string[]) : [],
        config.providerNames,
      ),
      stream: value['stream'] === true,
      body: parsed,
      headers,
      query,
      raw: rawWish(headers, profile, found, config.allowRawOverride),
      passesRaw: found.family !== 'native',
      extraParams,
      pinned,
    },
  }
}

/** The same order for another operation, whose answer is always an error here. */
function readOperation(
  operation: OtherOperation,
  found: ChatRoute,
  { headers, body, sent }: ChatRequestParts,
  profile: GatewayProfile,
  config: GatewayConfig,
): BifrostError {
  const parsed = new ParsedBody(body, profile, false, sent)
  if (operation.type === 'text_completion') {
    const read = parsed.as(codecOf(profile).textCompletion)
    if (!read.ok) return parseError(found, read.error, profile)
  }
  const { model: named } = parsed.json
  const model = readModel(found, typeof named === 'string' ? named : '', profile, config)
  if (!model.ok) return model.error
  if (profile.requests.asyncRefused && isSent(headers, 'x-bf-async')) return gatewayError(NO_LOG_STORE)
  return answerOperation(operation, parsed.json, model.target)
}

/** On later lines a header counts only where the configuration allows it, and may also say no, in any of the words of Go for true and false. */
function rawWish(
  headers: HeaderMap,
  { requests, raw }: GatewayProfile,
  found: ChatRoute,
  isAllowed: boolean,
): RawWish {
  const answer = headers.get('x-bf-send-back-raw-response')
  if (requests.rawHeaders === 'answer') {
    const wants = answer === 'true' || (raw.always && found.family !== 'native')
    return wants ? { answer: true } : NO_WISH
  }
  if (!isAllowed) return NO_WISH
  const request = headers.get('x-bf-send-back-raw-request')
  if (answer === undefined && request === undefined) return NO_WISH
  const wanted = { request: flagOf(request), answer: flagOf(answer) }
  return {
    ...(wanted.request !== undefined && { request: wanted.request }),
    ...(wanted.answer !== undefined && { answer: wanted.answer }),
  }
}

const NO_WISH: RawWish = {}

function flagOf(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) return true
  return /^(?:0|f|F|FALSE|false|False)$/.test(value) ? false : undefined
}

function parseError(found: ChatRoute, text: string, { requests }: GatewayProfile): BifrostError {
  if (found.family === 'native') return gatewayError(`invalid request format: ${text}`, { status: 400 })
  return gatewayError(found.family === 'openai' ? 'Invalid JSON' : requests.parseErrorMessage, {
    cause: text,
    ...(requests.parseErrorHas === 'status' && { status: 400 }),
  })
}

/** A model without a provider is one of OpenAI's where that is configured; elsewhere nobody's. */
function readModel(
  found: ChatRoute,
  bodyModel: string,
  { routes }: GatewayProfile,
  { providers, providerNames }: GatewayConfig,
): { ok: true; target: { provider: string; model: string } } | { ok: false; error: BifrostError } {
  const isOpenai = routes.openaiByDefault === 'always' || providers.has('openai')
  const otherwise = isOpenai ? 'openai' : ''
  if (found.family === 'deployments') {
    const path = readDeploymentPath(found.rest, bodyModel, routes.deploymentPath)
    if (path.ok) return { ok: true, target: splitModel(path.model, otherwise, providerNames) }
    return {
      ok: false,
      error: gatewayError(`failed to execute pre-request callback: ${path.error}`, { cause: path.error }),
    }
  }
  if (found.family === 'openai') return { ok: true, target: splitModel(bodyModel, otherwise, providerNames) }
  const target = splitModel(bodyModel, '', providerNames)
  if (target.provider !== '' && target.model !== '') return { ok: true, target }
  return { ok: false, error: gatewayError('model should be in provider/model format', { status: 400 }) }
}

function extraParamsOf({ extra_params: extra }: Value): Value | undefined {
  return isObject(extra) ? extra : undefined
}

function refuse(error: BifrostError): Extract<ReadRequest, { ok: false }> {
  return { ok: false, error }
}
