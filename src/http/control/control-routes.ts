import type { FastifyInstance } from 'fastify'
import type { BookKeeper, ConfigKeeper } from '../book-keeper.ts'
import type { Service } from '../service.ts'
import { chaosRoutes } from './chaos-routes.ts'
import { clockRoutes } from './clock-routes.ts'
import { guard } from './guard.ts'
import { journalRoutes } from './journal-routes.ts'
import { limitRoutes } from './limit-routes.ts'
import { nextRoutes } from './next-routes.ts'
import { runtimeRoutes } from './runtime-routes.ts'
import { scenarioRoutes } from './scenario-routes.ts'
import { statusRoutes } from './status-routes.ts'

export interface ControlContext {
  readonly service: Service
  readonly books: BookKeeper
  /** The gateway's configuration file; absent without one. */
  readonly configFile?: ConfigKeeper | undefined
  readonly version: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Wanted on every control request when set. */
  readonly token: string | undefined
}

/** The emulator's own routes, all under one prefix and behind one guard. */
export async function controlRoutes(app: FastifyInstance, context: ControlContext): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    const refusal = guard(request, context.token)
    if (refusal !== undefined) return reply.code(refusal.status).send({ error: refusal.message })
    return undefined
  })
  app.setErrorHandler((error: Error & { statusCode?: number; problems?: unknown }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.message, problems: error.problems }),
  )
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: `no such control route: ${request.method} ${request.originalUrl.split('?', 1)[0]}`,
      routes: ROUTES,
    }),
  )
  statusRoutes(app, context)
  scenarioRoutes(app, context)
  runtimeRoutes(app, context)
  journalRoutes(app, context)
  nextRoutes(app, context)
  chaosRoutes(app, context)
  limitRoutes(app, context)
  clockRoutes(app, context)
}

const ROUTES = [
  'GET /_emulator/status',
  'GET /_emulator/scenarios',
  'POST /_emulator/scenarios',
  'DELETE /_emulator/scenarios',
  'DELETE /_emulator/scenarios/{name}',
  'POST /_emulator/reload',
  'POST /_emulator/reset',
  'GET /_emulator/journal',
  'GET /_emulator/journal/{id}',
  'DELETE /_emulator/journal',
  'POST /_emulator/next',
  'GET /_emulator/chaos',
  'PUT /_emulator/chaos',
  'DELETE /_emulator/chaos',
  'GET /_emulator/limits',
  'PUT /_emulator/limits',
  'DELETE /_emulator/limits',
  'POST /_emulator/clock',
  'any /_emulator/session/{name}/{path of the gateway}',
]
