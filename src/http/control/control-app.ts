import type { FastifyInstance } from 'fastify'
import { CONTROL_PREFIX } from '../control-path.ts'
import { controlRoutes, guardControl } from './control-routes.ts'
import type { ControlContext } from './control-context.ts'
import { fastify } from '../load-fastify.ts'

/** The emulator's own routes as a Fastify app that does not listen: it is given its requests. */
export function createControlApp(context: ControlContext): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: 16 * 1024 * 1024,
    // Without these Fastify loads two compilers at the start, half of its time, for routes with schemas; there are none.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  })
  guardControl(app, context.token)
  app.register(controlRoutes, { prefix: CONTROL_PREFIX, ...context })
  return app
}

function noSchemas(): never {
  throw new Error('the routes of the emulator read their bodies themselves')
}
