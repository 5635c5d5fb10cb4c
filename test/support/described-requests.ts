import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { fakeValue } from '../../src/fake/fake-value.ts'
import type { Random } from '../../src/random/random.ts'

type Schema = Readonly<Record<string, unknown>>
type Content = Readonly<Record<string, { readonly schema?: Schema }>>

interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

/** A request made from a description, and whether it breaks a rule that the description states. */
export interface MadeRequest {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly body?: string
  readonly type?: string
  readonly isWrong: boolean
}

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH']
/** What no schema of an object takes. */
const ODD = ['null', '5', '"text"', '[]', 'true', '{"no_such_key":1}', '{', '']

/** Requests for each operation: `count` that follow the description, and all kinds of slips, each made from the seed. */
export function* requestsFor(document: Described, random: Random, count: number): Generator<MadeRequest> {
  const { schemas = {} } = document.components ?? {}
  const made = (schema: Schema, own: Random): unknown => {
    const result = fakeValue({ ...schema, components: { schemas } }, own)
    if (!result.ok) throw new Error(JSON.stringify(result.problem))
    return result.value
  }
  for (const [template, methods] of Object.entries(document.paths)) {
    for (const method of METHODS)
      if (!(method.toLowerCase() in methods) && !isTaken(document, method, filled(template)))
        yield { what: 'a method that is not described', method, path: filled(template), isWrong: true }
    for (const [name, operation] of Object.entries(methods)) {
      const method = name.toUpperCase()
      const { parameters = [], requestBody } = operation
      const queries = parameters.filter((it) => it.in === 'query')
      const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? []
      const schema = content?.schema
      for (let index = 0; index < count; index++) {
        const own = random.fork(`${method} ${template} ${index}`)
        const chosen = queries.filter(() => own.next() < 0.5)
        const query = chosen.map((it) => [it.name, String(made(it.schema, own.fork(it.name)))] as const)
        const hasBody = schema !== undefined && (requestBody?.required === true || own.next() < 0.7)
        yield {
          what: 'as described',
          method,
          path: withQuery(filled(template), query),
          ...(hasBody ? { body: JSON.stringify(made(schema, own.fork('body'))), type: type! } : {}),
          isWrong: false,
        }
      }
      const path = filled(template)
      const good = schema === undefined ? {} : { body: JSON.stringify(made(schema, random)), type: type! }
      // A page of the browser's own takes any.
      if (!isPage(operation))
        yield { what: 'an unknown parameter', method, path: `${path}?no_such=1`, ...good, isWrong: true }
      for (const { name: parameter, schema: words } of queries)
        if ('enum' in words)
          yield {
            what: `an unknown ${parameter}`,
            method,
            path: `${path}?${parameter}=no-such`,
            ...good,
            isWrong: true,
          }
      if (schema === undefined) continue
      for (const body of ODD)
        yield {
          what: `the body ${body}`,
          method,
          path,
          body,
          type: type!,
          isWrong: !fits(body, requestBody!, schema, schemas),
        }
    }
  }
}

/** Whether a path is also one that takes the method by its parameter: `/files/check` is a file as well. */
function isTaken({ paths }: Described, method: string, path: string): boolean {
  return Object.entries(paths).some(([template, methods]) => {
    const pattern = `^${template.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '.+')}$`
    return method.toLowerCase() in methods && new RegExp(pattern).test(path)
  })
}

function isPage({ responses }: Operation): boolean {
  return Object.keys(responses['200']?.content ?? {}).join() === 'text/html'
}

function filled(template: string): string {
  return template.replaceAll(/\{[^}]+\}/g, 'x1')
}

function withQuery(path: string, query: readonly (readonly [string, string])[]): string {
  return query.length === 0 ? path : `${path}?${new URLSearchParams(Object.fromEntries(query))}`
}

/** Whether the description takes this body. */
function fits(
  body: string,
  { required = false }: NonNullable<Operation['requestBody']>,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
): boolean {
  if (body === '') return !required
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return false
  }
  return validatorOf(schema, schemas)(value) as boolean
}

function validatorOf(schema: Schema, schemas: Readonly<Record<string, Schema>>) {
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  addFormats.default(ajv)
  return ajv.compile({ ...schema, components: { schemas } })
}

/** What is wrong with an answer by the description; '' for nothing. */
export class AnswerCheck {
  readonly #document: Described
  readonly #known = new Map<object, ReturnType<typeof validatorOf>>()

  constructor(document: Described) {
    this.#document = document
  }

  problem(
    { method, path, isWrong }: MadeRequest,
    answer: { status: number; type: string; text: string },
  ): string {
    const { status, type, text } = answer
    if (isWrong && status < 400) return `a wrong request is answered with ${status}`
    const operation = this.#operation(method, path)
    if (operation === undefined) return status === 405 || status === 404 ? '' : `${status} in place of 405`
    const response = operation.responses[String(status)]
    if (response === undefined) return `status ${status} is not described: ${text.slice(0, 200)}`
    const media = type.split(';', 1)[0]!.trim()
    const schema = response.content?.[media]?.schema
    if (response.content !== undefined && schema === undefined)
      return `content-type ${media} is not described`
    if (schema === undefined || media !== 'application/json') return ''
    let validate = this.#known.get(schema)
    if (validate === undefined)
      this.#known.set(schema, (validate = validatorOf(schema, this.#document.components?.schemas ?? {})))
    return validate(JSON.parse(text)) ? '' : JSON.stringify(validate.errors)
  }

  #operation(method: string, path: string): Operation | undefined {
    const plain = path.split('?', 1)[0]
    const found = Object.entries(this.#document.paths).find(([template]) => filled(template) === plain)
    return found?.[1][method.toLowerCase()]
  }
}
