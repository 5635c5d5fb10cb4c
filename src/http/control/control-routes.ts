import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { chaosRoutes } from './chaos-routes.ts'
import { clockRoutes } from './clock-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { fileRoutes } from './file-routes.ts'
import { guard } from './guard.ts'
import { journalRoutes } from './journal-routes.ts'
import { limitRoutes } from './limit-routes.ts'
import { metricsRoutes } from './metrics-routes.ts'
import { nextRoutes } from './next-routes.ts'
import { CONTROL_PREFIX } from '../control-path.ts'
import { describeControl } from './openapi/describe.ts'
import { controlRouteNames, describeRoutes, methodsOf } from './openapi/route-schemas.ts'
import { openapiRoutes } from './openapi-routes.ts'
import { pageRoutes } from './page-routes.ts'
import { runtimeRoutes } from './runtime-routes.ts'
import { scenarioRoutes } from './scenario-routes.ts'
import { statusRoutes } from './status-routes.ts'
import { verdictRoutes } from './verdict-routes.ts'
import { verifyRoutes } from './verify-routes.ts'
import type { ControlContext } from './control-context.ts'

/** The emulator's own routes, registered under one prefix; `guardControl` keeps them. */
export async function controlRoutes(app: FastifyInstance, context: ControlContext): Promise<void> {
  describeRoutes(app)
  acceptNothingAsJson(app)
  statusRoutes(app, context)
  scenarioRoutes(app, context)
  runtimeRoutes(app, context)
  journalRoutes(app, context)
  nextRoutes(app, context)
  chaosRoutes(app, context)
  limitRoutes(app, context)
  clockRoutes(app, context)
  verifyRoutes(app, context)
  verdictRoutes(app, context)
  eventRoutes(app, context)
  metricsRoutes(app, context)
  openapiRoutes(app, () =>
    describeControl((scope) => controlRoutes(scope, context), CONTROL_PREFIX, context.version),
  )
  fileRoutes(app, context)
  pageRoutes(app, context)
}

/**
 * What holds for every control route, also those that do not exist: one guard, and how errors are told. On the app itself:
 * a not-found handler of a prefix would enter every method of HTTP into a router of its own, a fifth of a start.
 */
export function guardControl(app: FastifyInstance, token: string | undefined): void {
  app.addHook('onRequest', async (request, reply) => {
    const refusal = guard(request, token)
    if (refusal !== undefined) return reply.code(refusal.status).send({ error: refusal.message })
    return undefined
  })
  app.setErrorHandler((error: ControlError, request, reply) => {
    // Of QUERY Fastify looks at the content type before it looks for a route.
    if (error.code === 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE') return notThere(request, reply)
    return reply.code(error.statusCode ?? 500).send({ error: error.message, problems: error.problems })
  })
  app.setNotFoundHandler(notThere)
}

interface ControlError extends Error {
  readonly code?: string
  readonly statusCode?: number
  readonly problems?: unknown
}

/** Another method is told those there are, another path all routes. */
function notThere({ method, originalUrl }: FastifyRequest, reply: FastifyReply) {
  const path = originalUrl.split('?', 1)[0]!
  const methods = methodsOf(path)
  if (methods.length > 0 && !methods.includes(method))
    return reply
      .code(405)
      .header('allow', methods.join(', '))
      .send({ error: `${path} takes ${methods.join(', ')}, not ${method}` })
  return reply
    .code(404)
    .send({ error: `no such control route: ${method} ${path}`, routes: controlRouteNames() })
}

/**
 * Many clients name JSON as what they send when they send nothing, also with DELETE; `curl -d` calls a form what is nearly
 * always JSON.
 */
function acceptNothingAsJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  const types = ['application/json', 'application/x-www-form-urlencoded', '*']
  app.addContentTypeParser<string>(types, { parseAs: 'string' }, (request, text, done) => {
    if (text === '') done(null, undefined)
    else parse(request, text, done)
  })
}
