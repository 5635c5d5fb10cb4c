import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FrontEnd } from '../contracts/front-end.ts'
import type { GatewayRequests } from './gateway-requests.ts'

export interface GatewayRoutesOptions {
  readonly gateway: GatewayRequests
  readonly fronts: readonly FrontEnd[]
}

/**
 * The routes of the lines that are served: under `/LINE` where there are several, those of the first one at the root too.
 * What has no route goes the same way: the gateway answers every path.
 */
export async function gatewayRoutes(
  app: FastifyInstance,
  { gateway, fronts }: GatewayRoutesOptions,
): Promise<void> {
  app.removeAllContentTypeParsers()
  // By its name a parser is found at once; the type of one for all is read again for each request.
  app.addContentTypeParser(['application/json', '*'], ({ raw }, _payload, done) => {
    gateway.readBody(raw, (body) => done(null, body))
  })
  const serve = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack()
    gateway.serve(request.raw, reply.raw, request.body as Uint8Array | undefined)
  }
  // A content type that Fastify cannot read is no business of the gateway's HTTP server.
  app.setErrorHandler((_error, request, reply) => serve(request, reply))
  app.setNotFoundHandler(serve)
  const [first] = fronts
  for (const route of first?.routes ?? []) app.route({ ...route, handler: serve })
  if (fronts.length > 1)
    for (const { line, routes } of fronts)
      for (const { method, url } of routes) app.route({ method, url: `/${line}${url}`, handler: serve })
}
