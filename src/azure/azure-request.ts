import type { FrontCall, GatewayRequest } from '../contracts/front-end.ts'
import type { JsonObject } from '../json/json-object.ts'
import type { UpstreamRequest } from '../contracts/upstream.ts'
import type { HeaderList } from '../message/headers.ts'
import { badRequest } from './api-management.ts'
import type { ApimAnswer } from './api-management.ts'
import type { AzureRoute } from './azure-route.ts'
import { nameOf } from './resource.ts'
import type { Resource } from './resource.ts'

export type AzureCall = FrontCall & { readonly upstream: UpstreamRequest }

/** A request as the deployment sees it: exactly as the client sent it. The v1 path needs a `model`. */
export function azureCall(
  request: GatewayRequest,
  route: AzureRoute,
  json: JsonObject,
  resource: Resource,
): AzureCall | ApimAnswer {
  const deployment = route === 'model' ? json['model'] : route.deployment
  if (typeof deployment !== 'string' || deployment === '')
    return badRequest('you must provide a model parameter')
  const model = nameOf(deployment, json['model'], resource)
  const upstream = new DirectRequest(request, json, model, deployment)
  return {
    provider: 'azure',
    model,
    stream: upstream.stream,
    body: { json, upstream: () => json },
    upstream,
  }
}

class DirectRequest implements UpstreamRequest {
  readonly model: string
  readonly deployment: string
  readonly provider = 'azure'
  readonly method = 'POST'
  readonly stream: boolean
  readonly attempt = 1
  readonly value: JsonObject
  readonly #request: GatewayRequest

  constructor(request: GatewayRequest, value: JsonObject, model: string, deployment: string) {
    this.#request = request
    this.model = model
    this.deployment = deployment
    this.value = value
    this.stream = value['stream'] === true
  }

  get url(): string {
    return this.#request.target
  }

  get headers(): HeaderList {
    return this.#request.headers.list.map(([name, value]) => [name.toLowerCase(), value] as const)
  }

  get body(): string {
    return Buffer.from(this.#request.body).toString('utf8')
  }
}
