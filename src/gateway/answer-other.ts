import type { WireEvent } from '../plan/plan.ts'
import { JSON_TYPE, TEXT_TYPE } from './answer-call.ts'
import type { Respond } from './answer-call.ts'
import { errorStatus, gatewayError } from './bifrost-error.ts'
import type { GatewayConfig } from './config.ts'
import { encodeError } from './encode-error.ts'
import type { RequestTarget } from './http/request-target.ts'
import type { ResponseHeaders } from './http/response-headers.ts'
import { modelList } from './model-list.ts'
import type { GatewayProfile } from './profiles/profile.ts'
import type { Route } from './route.ts'

interface Gateway {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
}

/** The answer of every route that is no chat. */
export function answerOther(
  found: Exclude<Route, { kind: 'chat' }>,
  { path, query, origin }: RequestTarget,
  gateway: Gateway,
  headers: ResponseHeaders,
  respond: Respond,
): readonly WireEvent[] {
  const { profile } = gateway
  switch (found.kind) {
    case 'models':
      return answerModels(gateway, respond)
    case 'health':
      return respond(200, `${profile.routes.health}\n`, JSON_TYPE)
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
    case 'not-found': {
      const error = gatewayError(`Route not found: ${path}`, { status: 404 })
      return respond(404, `${encodeError(error, profile)}\n`, JSON_TYPE)
    }
  }
}

/** Older lines list the models of the provider openai alone, and Azure's gateway has none (models). */
function answerModels({ config, profile }: Gateway, respond: Respond): readonly WireEvent[] {
  if (profile.routes.models === 'listed')
    return respond(200, JSON.stringify(modelList(config, profile.keys)), JSON_TYPE)
  const error = gatewayError('provider not found for list models request')
  error.extra_fields = { provider: 'openai', request_type: 'list_models' }
  return respond(errorStatus(error, profile.errors), encodeError(error, profile), JSON_TYPE)
}
