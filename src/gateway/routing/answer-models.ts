import type { PlanPart } from '../../plan/plan.ts'
import { JSON_TYPE } from '../response/write-answer.ts'
import type { Respond } from '../response/write-answer.ts'
import { errorStatus, gatewayError } from '../errors/bifrost-error.ts'
import type { GatewayConfig } from '../config/config.ts'
import { setListIdentity } from '../response/identity-headers.ts'
import type { ResponseHeaders } from '../response/response-headers.ts'
import { encodeError } from '../errors/encode-error.ts'
import type { GatewayRequest } from '../../contracts/front-end.ts'
import type { RequestTarget } from './request-target.ts'
import { modelList, nativeModelList } from './model-list.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import type { Route } from './route.ts'

interface ListRequest {
  readonly request: GatewayRequest
  readonly target: RequestTarget
  /** Of the answer. */
  readonly headers: ResponseHeaders
}

/** The lists of models, of all providers or of the one that is asked for. Without a recording: any but the plain list under `/openai`. */
export function answerModels(
  { family }: Extract<Route, { kind: 'models' }>,
  { request, target, headers }: ListRequest,
  { config, profile }: { readonly config: GatewayConfig; readonly profile: GatewayProfile },
  respond: Respond,
): readonly PlanPart[] {
  const end = family === 'native' ? '\n' : ''
  const wanted =
    family === 'native'
      ? (new URLSearchParams(target.query).get('provider') ?? '')
      : providerOf(request, profile)
  if (wanted !== '' && !config.providers.has(wanted)) {
    const error = gatewayError('provider not found for list models request')
    error.extra_fields = { provider: wanted, request_type: 'list_models' }
    const status = family === 'native' ? 400 : errorStatus(error, profile.errors)
    return respond(status, encodeError(error, profile) + end, JSON_TYPE)
  }
  if (profile.headers.identity !== 'nowhere') setListIdentity(headers, family)
  const list =
    family === 'native'
      ? nativeModelList(config, profile.keys, wanted)
      : modelList(config, profile.keys, wanted)
  return respond(200, JSON.stringify(list) + end, JSON_TYPE)
}

/** '' for all. Older lines list the models of the provider openai alone, and Azure's gateway has none (models). */
function providerOf({ headers }: GatewayRequest, { routes }: GatewayProfile): string {
  if (routes.models === 'refused') return 'openai'
  const named = headers.get('x-bf-model-provider') ?? headers.get('x-bf-list-models-provider') ?? ''
  return named.toLowerCase() === 'all' ? '' : named.toLowerCase()
}
