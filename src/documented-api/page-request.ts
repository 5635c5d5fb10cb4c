import { asBuffer } from '../message/bytes.ts'
import { createRequire } from 'node:module'
import type * as ajvModule from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { typeProblem } from './type-problem.ts'

/** What is wrong with a request, as an error tells it. */
export interface RequestProblem {
  readonly message: string
  /** Which key, as `messages[0].content`; absent where it is the whole body. */
  readonly param?: string
}

/** Judges request bodies by the page's schema, which is compiled for the first of them. */
export class PageRequests {
  readonly #schema: object

  constructor(schema: object) {
    this.#schema = schema
  }

  /** Undefined: the body is as the page has it. */
  problem(body: Uint8Array): RequestProblem | undefined {
    let value: unknown
    try {
      value = JSON.parse(asBuffer(body).toString('utf8'))
    } catch {
      return { message: 'the request body is not valid JSON' }
    }
    const validate = validatorOf(this.#schema)
    return validate(value) ? undefined : problemOf(validate.errors ?? [], value)
  }
}

/** Compiled once, for all lines that share it. */
function validatorOf(schema: object): ValidateFunction {
  let validate = compiled.get(schema)
  if (validate === undefined) compiled.set(schema, (validate = compile(schema)))
  return validate
}

const compiled = new WeakMap<object, ValidateFunction>()

/** The validator is loaded for the first request: only lines of the page judge any. */
function compile(schema: object): ValidateFunction {
  const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js') as typeof ajvModule
  return new Ajv2020({ strict: false, logger: false, verbose: true }).compile(schema)
}

function problemOf(errors: readonly ErrorObject[], body: unknown): RequestProblem {
  const { pointer, text } = typeProblem(errors)
  const param = keyPath(pointer, body)
  return param === '' ? { message: `the request body ${text}` } : { message: `${param} ${text}`, param }
}

/** `/messages/0/content` → `messages[0].content`; a key of digits stays a key: `logit_bias.50256`. */
function keyPath(pointer: string, body: unknown): string {
  let path = ''
  let inner = body
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    path += Array.isArray(inner) ? `[${key}]` : path === '' ? key : `.${key}`
    inner = (inner as Readonly<Record<string, unknown>>)[key]
  }
  return path
}
