import type { FastifyInstance } from 'fastify'
import type { ControlContext } from './control-context.ts'
import { describeControl } from './openapi/describe.ts'

/** `GET /openapi.json`: the control routes, described. */
export function openapiRoutes(app: FastifyInstance, { version }: ControlContext): void {
  app.get('/openapi.json', () => describeControl(version))
}
