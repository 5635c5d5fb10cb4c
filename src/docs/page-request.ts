import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'

/** What is wrong with a request, as an error tells it. */
export interface RequestProblem {
  readonly message: string
  /** Which key, as `messages[0].content`; absent where it is the whole body. */
  readonly param?: string
}

/** Judges request bodies by the page's schema, which is compiled for the first of them. */
export class PageRequests {
  readonly #schema: object
  #validate: ValidateFunction | undefined

  constructor(schema: object) {
    this.#schema = schema
  }

  /** Undefined: the body is as the page has it. */
  problem(body: Uint8Array): RequestProblem | undefined {
    let value: unknown
    try {
      value = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
    } catch {
      return { message: 'the request body is not valid JSON' }
    }
    this.#validate ??= new Ajv2020({ strict: false, logger: false, verbose: false }).compile(this.#schema)
    if (this.#validate(value)) return undefined
    return problemOf(this.#validate.errors?.[0])
  }
}

function problemOf(error: ErrorObject | undefined): RequestProblem {
  const param = keyPath(error?.instancePath ?? '')
  const what = error?.message ?? 'is not as documented'
  return param === '' ? { message: `the request body ${what}` } : { message: `${param} ${what}`, param }
}

/** `/messages/0/content` → `messages[0].content` */
function keyPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`),
      '',
    )
}
