import type { FastifyInstance } from 'fastify'
import { OWN_COMPILERS } from './check-request.ts'
import { controlSchemas } from './control-schemas.ts'
import { fastify } from '../../load-fastify.ts'
import { CONTROL_PREFIX } from '../../control-path.ts'
import { journalSchemas } from './journal-schemas.ts'
import { describedRoutes } from './routes.ts'

/**
 * The control routes as an OpenAPI 3.1 document, made from the schemas of the routes. `routes` registers them; `version`: of
 * the emulator. What makes it is loaded for the first who asks.
 */
export async function describeControl(
  routes: (app: FastifyInstance) => void | Promise<void>,
  prefix: string,
  version: string,
): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger')
  const app = fastify({ exposeHeadRoutes: false, schemaController: OWN_COMPILERS })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Control routes of bifrost-emulator',
        version,
        description: 'They answer to this machine alone; elsewhere they want the token given with --token.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{}, { token: [] }],
    },
    transform: ({ schema, url }) => ({ schema, url: url.replace('*', ':path') }),
    refResolver: { buildLocalReference: (json) => String(json['$id']) },
  })
  for (const [name, schema] of Object.entries({ ...controlSchemas, ...journalSchemas }))
    app.addSchema({ ...schema, $id: name })
  await app.register(async (scope) => routes(scope), { prefix })
  await app.ready()
  const document = withOptionalBodies(app.swagger() as Document)
  await app.close()
  return document
}

interface Document {
  readonly paths?: Record<string, Record<string, { requestBody?: { required?: boolean } }>>
}

/** The generator takes every body for required. */
function withOptionalBodies(document: Document): object {
  for (const { method, path, body } of describedRoutes) {
    if (body?.required !== false) continue
    delete document.paths?.[`${CONTROL_PREFIX}${path}`]?.[method.toLowerCase()]?.requestBody?.required
  }
  return document
}
