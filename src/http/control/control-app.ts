import type { FastifyInstance } from 'fastify'
import { CONTROL_PREFIX } from '../control-path.ts'
import { controlRoutes, guardControl } from './control-routes.ts'
import type { ControlContext, Together } from './control-context.ts'
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
  if (context.together !== undefined) keepTogether(app, context.together)
  app.register(controlRoutes, { prefix: CONTROL_PREFIX, ...context })
  return app
}

/** Whoever asks is told of all processes, and when an order is answered, each of them goes by it. */
function keepTogether(app: FastifyInstance, together: Together): void {
  app.addHook('preHandler', async (request, reply) => {
    const { open, local } = request.routeOptions.config as {
      readonly open?: boolean
      readonly local?: boolean
    }
    // Who asks whether it is ready, or for the page, wants to know nothing of them.
    if (open === true || together.carriesOut?.(request) === true) return undefined
    await together.gathered()
    if (request.method === 'GET' || local === true) return undefined
    const answer = await together.order?.(request)
    return answer && reply.code(answer.status).headers(answer.headers).send(answer.body)
  })
  app.addHook('onSend', async ({ method }, _reply, payload) => {
    if (method !== 'GET') await together.spread()
    return payload
  })
}
