import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { describedRoutes } from './routes.ts'
import { WRONG } from './route.ts'
import type { Answer, DescribedRoute } from './route.ts'
import { text } from './schema.ts'
import type { Schema } from './schema.ts'

const PREFIX = '/_emulator'

/** `GET /_emulator/status` and so on. */
export function controlRouteNames(): readonly string[] {
  return describedRoutes.map(nameOf)
}

/** The methods that a path takes, by the description; none for a path that is not there. */
export function methodsOf(path: string): readonly string[] {
  const fitting = describedRoutes.filter((route) => PATTERNS.get(route)!.test(path))
  const exact = fitting.filter((route) => `${PREFIX}${route.path}` === path)
  return [...new Set((exact.length > 0 ? exact : fitting).map(({ method }) => method))]
}

/** Gives every route its schema as it is added. A route that is not described cannot be added. */
export function describeRoutes(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    const methods = [route.method].flat()
    if (methods.includes('HEAD')) return
    const name = `${methods[0]} ${route.url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')}`
    const described = BY_NAME.get(name)
    if (described === undefined) throw new Error(`the control route ${name} is not described`)
    route.schema = schemaOf(described)
  })
}

function nameOf({ method, path }: DescribedRoute): string {
  return `${method} ${PREFIX}${path}`
}

const BY_NAME = new Map(describedRoutes.map((route) => [nameOf(route), route]))
const PATTERNS = new Map(
  describedRoutes.map((route) => [
    route,
    new RegExp(
      `^${PREFIX}${route.path
        .replaceAll('.', '\\.')
        .replace('{path}', '.+')
        .replaceAll(/\{\w+\}/g, '[^/]+')}/?$`,
    ),
  ]),
)

function schemaOf({ method, path, summary, query, anyQuery, body, answers }: DescribedRoute): FastifySchema {
  const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name!)
  const properties = Object.entries(query ?? {}).map(([name, about]): [string, Schema] => [
    name,
    typeof about === 'string' ? { type: 'string', description: about } : about,
  ])
  return {
    summary,
    operationId: `${method.toLowerCase()}${path.replaceAll(/\W+(\w)?/g, (_all, letter: string = '') => letter.toUpperCase())}`,
    querystring: {
      type: 'object',
      properties: Object.fromEntries(properties),
      additionalProperties: anyQuery === true,
    },
    ...(inPath.length > 0 && {
      params: {
        type: 'object',
        properties: Object.fromEntries(inPath.map((name) => [name, text])),
        required: inPath,
      },
    }),
    ...(body !== undefined && { body: { content: contentOf(body) } }),
    response: Object.fromEntries(
      Object.entries({ 400: WRONG, ...answers }).map(([status, answer]) => [status, response(answer)]),
    ),
  } as FastifySchema
}

function contentOf({ schema, types = ['application/json'] }: NonNullable<DescribedRoute['body']>): object {
  return Object.fromEntries(types.map((type) => [type, { schema }]))
}

function response({ about, content }: Answer): object {
  const schemas = Object.entries(content).map(([type, schema]) => [type, { schema }])
  return { description: about, content: Object.fromEntries(schemas) }
}
