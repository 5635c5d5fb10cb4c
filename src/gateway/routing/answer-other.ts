import type { PlanPart } from '../../plan/plan.ts'
import { JSON_TYPE, TEXT_TYPE } from '../response/write-answer.ts'
import type { Respond } from '../response/write-answer.ts'
import { gatewayError } from '../errors/bifrost-error.ts'
import type { GatewayConfig } from '../config/config.ts'
import { encodeError } from '../errors/encode-error.ts'
import type { RequestTarget } from './request-target.ts'
import type { ResponseHeaders } from '../response/response-headers.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import type { Route } from './route.ts'

interface Gateway {
  readonly config: GatewayConfig
  readonly profile: GatewayProfile
}

interface MountedTarget extends RequestTarget {
  /** What stands before the path on the request line; '' for nothing. */
  readonly mount: string
}

/** The answer of every route that is neither chat nor a list of models. */
export function answerOther(
  found: Exclude<Route, { kind: 'chat' | 'models' }>,
  { path, query, origin, mount }: MountedTarget,
  gateway: Gateway,
  headers: ResponseHeaders,
  respond: Respond,
): readonly PlanPart[] {
  const { profile } = gateway
  switch (found.kind) {
    case 'health':
      return respond(200, `${profile.routes.health}\n`, JSON_TYPE)
    case 'page':
      headers.set('Cache-Control', 'no-cache')
      return respond(200, '<!doctype html><title>Bifrost</title>\n', 'text/html; charset=utf-8')
    case 'asset':
      return respond(404, `404 - Static asset not found: ${path}`, TEXT_TYPE)
    case 'redirect':
      headers.set('Location', `${origin}${mount}${found.path}${query === '' ? '' : `?${query}`}`)
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
