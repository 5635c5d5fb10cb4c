import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { controlPlugin } from './control-plugin.ts'
import type { ControlSide } from './control-plugin.ts'
import { GatewayRequests } from './gateway-requests.ts'
import { gatewayRoutes } from './gateway-routes.ts'
import { createHttpServer } from './http-server.ts'
import type { TlsFiles } from './http-server.ts'
import type { Service } from './service.ts'
import { fastify } from './load-fastify.ts'

/** Longer than any head: what is too long is the gateway's to say. */
const ANY_LENGTH = 1 << 20

/**
 * The Fastify app that serves the routes of the gateway, and the emulator's own under a prefix. It reads a request and hands
 * it over whole; every byte of the answer is the plan's.
 */
export function createApp(service: Service, control: ControlSide, tls?: TlsFiles): FastifyInstance {
  const gateway = new GatewayRequests(service)
  const app = fastify<Server>({
    logger: false,
    serverFactory: (route) => createHttpServer(route, service, gateway, tls),
    // The server itself knows what to say.
    clientErrorHandler: () => {},
    forceCloseConnections: true,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    // The gateway takes queries and paths apart by rules of its own.
    routerOptions: { maxParamLength: ANY_LENGTH, querystringParser: noQuery },
    frameworkErrors: (_error, { raw: request }, reply) => {
      reply.hijack()
      if (!control.takes(request, reply.raw)) gateway.serve(request, reply.raw, undefined)
    },
    // Without these Fastify loads two compilers at the start, half of its time, for routes with schemas; here are none.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  })
  app.register(gatewayRoutes, { gateway, fronts: service.lines.all })
  app.register(controlPlugin, { control, gateway })
  return app
}

const NO_QUERY: Record<string, unknown> = {}

function noQuery(): Record<string, unknown> {
  return NO_QUERY
}

function noSchemas(): never {
  throw new Error('the routes of the emulator read their bodies themselves')
}
