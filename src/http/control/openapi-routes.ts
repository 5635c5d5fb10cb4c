import type { FastifyInstance } from 'fastify'

/** `GET /openapi.json`: the control routes, described. */
export function openapiRoutes(app: FastifyInstance, describe: () => Promise<object>): void {
  let described: Promise<object> | undefined
  app.get('/openapi.json', () => (described ??= describe()))
}
