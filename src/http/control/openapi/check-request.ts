import type { FastifySchemaCompiler } from 'fastify'
import { suggest } from '../../../shape/shape.ts'
import type { Schema } from './schema.ts'

/** What is wrong with the query or the body of a control request, in one sentence. */
export class WrongRequest extends Error {
  readonly statusCode = 400
}

/**
 * Checks what a request says against the schema of its route: the query here, with a hint for a slip. A body that is an
 * order in the language of scenarios is left to the reader of that language, which knows more than a schema; so is what a
 * pattern describes.
 */
export const checkRequest: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) => {
  if (httpPart === 'querystring')
    return (query) => verdict(queryProblem(query as object, schema as ObjectSchema))
  if (httpPart === 'body') return (body) => verdict(bodyProblem(body, schema as ObjectSchema))
  return () => true
}

/** Fastify would load compilers of its own at the start, half of its time. */
export const OWN_COMPILERS = { compilersFactory: { buildValidator: unused, buildSerializer: unused } }

function unused(): never {
  throw new Error('schemas of the control routes are checked by checkRequest')
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean
}

function verdict(problem: string | undefined): true | { error: Error } {
  return problem === undefined ? true : { error: new WrongRequest(problem) }
}

function queryProblem(
  query: object,
  { properties = {}, additionalProperties }: ObjectSchema,
): string | undefined {
  if (additionalProperties !== false) return undefined
  const known = Object.keys(properties)
  for (const [name, value] of Object.entries(query)) {
    const schema = Object.hasOwn(properties, name) ? properties[name]! : undefined
    if (schema === undefined)
      return known.length === 0
        ? `this route takes no query, got ${JSON.stringify(name)}`
        : `there is no parameter ${JSON.stringify(name)}; ${suggest(name, known)}`
    // What may be given again has a reader of its own.
    if (schema['type'] === 'array') continue
    if (typeof value !== 'string') return `${name} is given more than once`
    const words = schema['enum'] as readonly string[] | undefined
    if (words?.includes(value) !== false) continue
    if (words.length === 2) return `${name} must be ${words.join(' or ')}, got ${JSON.stringify(value)}`
    return `there is no ${name} ${JSON.stringify(value)}; ${suggest(value, words)}`
  }
  return undefined
}

/** Only where the schema tells all keys. */
function bodyProblem(
  body: unknown,
  { properties = {}, additionalProperties }: ObjectSchema,
): string | undefined {
  // Fastify gives null for no body as well.
  if (additionalProperties !== false || body === null) return undefined
  const known = Object.keys(properties)
  const want = known.length === 0 ? '{}' : `a map with ${known.join(', ')}`
  if (typeof body !== 'object' || Array.isArray(body))
    return `the body must be ${want}, or left out; got ${JSON.stringify(body)}`
  for (const [key, value] of Object.entries(body)) {
    const schema = Object.hasOwn(properties, key) ? properties[key]! : undefined
    if (schema === undefined)
      return `there is no key ${JSON.stringify(key)} in the body; ${suggest(key, known)}`
    if (schema['type'] === 'string' && typeof value !== 'string')
      return `${key} must be a text, got ${JSON.stringify(value)}`
  }
  return undefined
}
