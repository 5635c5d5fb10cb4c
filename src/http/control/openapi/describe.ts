import { controlSchemas } from './control-schemas.ts'
import { journalSchemas } from './journal-schemas.ts'
import type { Answer, DescribedRoute } from './route.ts'
import { describedRoutes } from './routes.ts'

const PREFIX = '/_emulator'

/** `GET /_emulator/status` and so on. */
export function controlRouteNames(): readonly string[] {
  return describedRoutes.map(({ method, path }) => `${method} ${PREFIX}${path}`)
}

/** The control routes as an OpenAPI 3.1 document. `version`: of the emulator. */
export function describeControl(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of describedRoutes) {
    const path = (paths[`${PREFIX}${route.path}`] ??= {})
    path[route.method.toLowerCase()] = operation(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Control routes of bifrost-emulator',
      version,
      description: 'They answer to this machine alone; elsewhere they want the token given with --token.',
    },
    paths,
    components: {
      schemas: { ...controlSchemas, ...journalSchemas },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{}, { token: [] }],
  }
}

function operation({ method, path, summary, query = {}, body, answers }: DescribedRoute): object {
  const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }))
  const parameters = [...inPath, ...inQuery]
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/\W+(\w)?/g, (_all, letter: string = '') => letter.toUpperCase())}`,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBody(body) }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, response(answer)]),
    ),
  }
}

function requestBody({
  schema,
  required,
  types = ['application/json'],
}: NonNullable<DescribedRoute['body']>): object {
  return { required, content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

function response({ about, content }: Answer): object {
  return {
    description: about,
    content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }])),
  }
}
