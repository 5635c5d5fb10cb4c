import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { refuseBrokenRequest } from './broken-request.ts'
import { controlRoutes, guardControl } from './control/control-routes.ts'
import type { ControlContext } from './control/control-routes.ts'
import { serveGateway } from './gateway-listener.ts'
import { splitSessionPath } from './session-path.ts'
import { serveConnections } from './wire/serve-connections.ts'

const CONTROL_PREFIX = '/_emulator'

/** Node counts the head of a request without the marks between its parts; these are the fewest a request line and a host need. */
const HEAD_MARKS = 24

/**
 * The whole HTTP side as a Fastify app that does not listen: every path outside `/_emulator/` belongs to the gateway,
 * whatever its method; the emulator's own routes are ordinary Fastify routes.
 */
export function createApp(context: ControlContext): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: 16 * 1024 * 1024,
    keepAliveTimeout: 0,
    requestTimeout: 0,
    forceCloseConnections: true,
    http: {
      maxHeaderSize: context.service.lines.limits.maxHeadBytes - HEAD_MARKS,
      requireHostHeader: false,
      // Once a socket is slow, more than this is held back in the emulator, not in memory.
      highWaterMark: 16 * 1024,
      keepAlive: false,
    },
    // The gateway's paths never reach Fastify's router: it would refuse some that the gateway takes.
    rewriteUrl: (request) => (isControl(request.url ?? '') ? request.url! : '/'),
    clientErrorHandler: (error, socket) => refuseBrokenRequest(error, socket, context.service.refuser()),
    // Without these Fastify loads two compilers at the start, half of its time, for routes with schemas; there are none.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  })
  serveConnections(app.server, context.service, isControl)
  app.addHook('onRequest', (request, reply, done) => {
    if (isControl(request.originalUrl)) return done()
    reply.hijack()
    serveGateway(request.raw, reply.raw, context.service)
  })
  guardControl(app, context.token)
  app.register(controlRoutes, { prefix: CONTROL_PREFIX, ...context })
  return app
}

function noSchemas(): never {
  throw new Error('the routes of the emulator read their bodies themselves')
}

/** Whether a target is one of the emulator's own; what stands behind the name of a session is the gateway's. */
export function isControl(url: string): boolean {
  if (!url.startsWith(CONTROL_PREFIX)) return false
  const next = url.charAt(CONTROL_PREFIX.length)
  return (next === '' || next === '/' || next === '?') && splitSessionPath(url) === undefined
}
