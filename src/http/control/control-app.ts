import type { FastifyInstance } from 'fastify'
import { CONTROL_PREFIX } from '../control-path.ts'
import { controlRoutes, guardControl } from './control-routes.ts'
import type { ControlContext } from './control-context.ts'
import { checkRequest, OWN_COMPILERS } from './openapi/check-request.ts'
import { fastify } from '../load-fastify.ts'

/** The emulator's own routes as a Fastify app that does not listen: it is given its requests. */
export function createControlApp(context: ControlContext): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: 16 * 1024 * 1024,
    schemaController: OWN_COMPILERS,
  })
  app.setValidatorCompiler(checkRequest).setSerializerCompiler(() => JSON.stringify)
  guardControl(app, context.token)
  app.register(controlRoutes, { prefix: CONTROL_PREFIX, ...context })
  return app
}
