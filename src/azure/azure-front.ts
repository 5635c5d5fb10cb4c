import type {
  ExchangeContext,
  FrontEnd,
  FrontRead,
  GatewayRequest,
  OwnError,
} from '../contracts/front-end.ts'
import type { Plan, WireEvent } from '../plan/plan.ts'
import { splitTarget } from '../message/target.ts'
import { baseUrlHint } from '../request/base-url-hint.ts'
import { writtenOut } from '../contracts/upstream.ts'
import type { ProviderTurn } from '../contracts/upstream.ts'
import { answerEvents } from './azure-answer.ts'
import { azureError, apimEvents } from './api-management.ts'
import { isKnownKey } from './azure-key.ts'
import { asksForModels, modelList } from './azure-models.ts'
import { azureCall } from './azure-request.ts'
import { readRoute } from './azure-route.ts'
import { readBody } from './azure-body.ts'
import { closes } from './connection.ts'
import type { Resource } from './resource.ts'

/** Azure takes no more than this of a request's head, and its body may hold images. */
const MAX_HEAD_BYTES = 64 * 1024
const MAX_BODY_BYTES = 100 * 1024 * 1024

/**
 * Azure OpenAI itself, without a gateway: what the deployment answers goes out as it is. What Azure's door refuses comes
 * in Azure's order: the key, the path, the api-version, the deployment, the JSON.
 */
export function azureFront(resource: Resource): FrontEnd {
  return {
    line: 'azure',
    routes: ROUTES,
    limits: { maxHeadBytes: MAX_HEAD_BYTES, maxBodyBytes: MAX_BODY_BYTES },
    ignored: resource.ignored,
    counts: false,
    isBehindGateways: true,
    read: (request, context) => readRequest(resource, request, context),
    hint,
    own: (error, date) => apimEvents(ownError(error), { seed: error.message, date, close: false }),
  }
}

const ROUTES: FrontEnd['routes'] = [
  { method: 'POST', url: '/openai/deployments/:deploymentId/chat/completions' },
  { method: 'POST', url: '/openai/v1/chat/completions' },
  { method: 'GET', url: '/openai/models' },
  { method: 'GET', url: '/openai/v1/models' },
]

function readRequest(resource: Resource, request: GatewayRequest, context: ExchangeContext): FrontRead {
  const frame = { date: context.date, close: closes(request), seed: request.target }
  const say = (...said: Parameters<typeof apimEvents>) => ({ plan: planOf(apimEvents(...said)) })
  const refuse = (name: string) => say(azureError(name), frame)
  const known = isKnownKey(request.headers, resource)
  if (known !== 'known') return refuse(known === 'missing' ? 'azure.apim_unauthorized' : 'azure.unauthorized')
  if (asksForModels(request.method, request.target)) return say({ status: 200, json: modelList() }, frame)
  const route = readRoute(request.method, request.target)
  if (route === undefined) return say(NO_RESOURCE, frame)
  const body = readBody(request.body)
  if (!body.ok) return say(body.error, frame)
  const call = azureCall(request, route, body.json, resource)
  if ('status' in call) return say(call, frame)
  if (!isKnown(call.upstream.deployment, resource)) return refuse('azure.deployment_not_found')
  return { call, answer: (ask) => planOf(turnEvents(ask(call.upstream), frame)) }
}

/** Azure has no CORS headers: a browser sends it nothing (AZURE.md). */
const NO_CORS =
  'a browser refuses this: Azure itself answers no preflight; a page talks to it through a gateway or a server of its own'

function hint({ method, target, mount = '', headers, body }: GatewayRequest, status: number) {
  if (method === 'OPTIONS') return headers.has('origin') ? NO_CORS : undefined
  if (method !== 'POST' || status !== 404 || readRoute(method, target) !== undefined) return undefined
  return baseUrlHint({
    path: splitTarget(target)[0],
    body,
    at: `http://${headers.get('host') ?? ''}${mount}`,
    deployments: '/openai/deployments',
    query: '?api-version=2024-10-21',
    openaiBase: () => '/openai/v1',
    azureEndpoint: '',
  })
}

function planOf(events: Plan['events']): Plan {
  return { events, notes: [] }
}

const NO_RESOURCE = { status: 404, json: { error: { code: '404', message: 'Resource not found' } } }

function isKnown(deployment: string, { deployments }: Resource): boolean {
  return deployments === 'any' || [...deployments.values()].includes(deployment)
}

function turnEvents(made: ProviderTurn, frame: Parameters<typeof apimEvents>[1]): readonly WireEvent[] {
  const turn = writtenOut(made)
  switch (turn.kind) {
    case 'wire':
      return answerEvents(turn.answer, { ...frame, dated: false })
    case 'gateway-error': {
      const { status, type, error } = turn.spec
      if (type === 'emulator_error')
        return apimEvents(ownError({ status, type, message: error.message }), frame)
      const message = `bifrost-emulator: this error is the gateway's own (${status}: ${error.message}), and there is no gateway before Azure on this line`
      return apimEvents(ownError({ status: 422, type: 'emulator_error', message }), frame)
    }
    default:
      return answerEvents(turn, { ...frame, dated: true })
  }
}

function ownError({ status, type, message }: OwnError) {
  return { status, json: { error: { message, type, param: null, code: null } } }
}
