import type { FastifyInstance } from 'fastify'
import { chaosRoutes } from './chaos-routes.ts'
import { clockRoutes } from './clock-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { fileRoutes } from './file-routes.ts'
import { guard } from './guard.ts'
import { journalRoutes } from './journal-routes.ts'
import { limitRoutes } from './limit-routes.ts'
import { metricsRoutes } from './metrics-routes.ts'
import { nextRoutes } from './next-routes.ts'
import { controlRouteNames } from './openapi/describe.ts'
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
  openapiRoutes(app, context)
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
  app.setErrorHandler((error: Error & { statusCode?: number; problems?: unknown }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.message, problems: error.problems }),
  )
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: `no such control route: ${request.method} ${request.originalUrl.split('?', 1)[0]}`,
      routes: controlRouteNames(),
    }),
  )
}

/** Many clients name JSON as what they send when they send nothing, also with DELETE. */
function acceptNothingAsJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') done(null, undefined)
    else parse(request, text, done)
  })
}
