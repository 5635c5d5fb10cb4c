import type { FastifyInstance } from 'fastify'
import { errorCatalogue, errorNames } from '../../errors/catalogue.ts'
import { faultTable } from '../../faults/fault-table.ts'
import { contextOf, requestsOf } from '../../journal/asked.ts'
import { diagnosticToJson } from '../../scenario/diagnostic.ts'
import { explainMiss } from '../../scenario/match/explain-miss.ts'
import { findRule } from '../../scenario/match/find-rule.ts'
import { scenarioJsonSchema } from '../../scenario/schema/json-schema.ts'
import type { ControlContext } from './control-context.ts'

/**
 * Scenario files to be read, checked, tried and written: `GET/PUT /files/{path}`, `POST /files/check`, `POST /files/match`;
 * `GET /catalogue` and `GET /scenario.schema.json` say what may stand in them.
 */
export function fileRoutes(app: FastifyInstance, { service, books }: ControlContext): void {
  app.get('/catalogue', () => ({
    errors: errorCatalogue().map(({ name, when }) => ({ name, about: when })),
    faults: faultTable().map(({ name, about, example }) => ({ name, about, example })),
  }))
  app.get('/scenario.schema.json', () => scenarioJsonSchema({ errors: errorNames() }))
  const { files } = books
  if (files === undefined) return
  app.get('/files/*', (request) => files.read(pathOf(request.params)))
  app.put('/files/*', { config: { local: true } }, (request) => {
    const body = bodyOf(request.body)
    return files.write(pathOf(request.params), textOf(body, 'text'), versionOf(body))
  })
  app.post('/files/check', { config: { local: true } }, async (request) => {
    const body = bodyOf(request.body)
    const diagnostics = await files.check(textOf(body, 'file'), textOf(body, 'text'))
    return { diagnostics: diagnostics.map(diagnosticToJson) }
  })
  app.post('/files/match', { config: { local: true } }, async (request) => {
    const body = bodyOf(request.body)
    const id = textOf(body, 'exchange')
    const entry = service.emulator.journal.find(id)
    if (entry === undefined) throw new WrongBody(`no exchange ${JSON.stringify(id)} in the journal`, 404)
    const book = await files.bookWith(textOf(body, 'file'), textOf(body, 'text'))
    const call = entry.calls.at(-1)
    const asked = requestsOf(entry).at(-1)!
    const { rule } = findRule(book, asked, contextOf(call))
    const misses = explainMiss(book, asked, contextOf(call), 6).filter((miss) => miss.rule !== rule)
    return {
      scenario: rule?.name ?? null,
      misses: misses.map(({ rule: near, failed }) => ({
        scenario: near.name,
        at: `${near.file}:${near.line}:${near.column}`,
        ...failed,
      })),
    }
  })
}

class WrongBody extends Error {
  readonly statusCode: number

  constructor(message: string, status = 400) {
    super(message)
    this.statusCode = status
  }
}

function pathOf(params: unknown): string {
  return (params as { '*': string })['*']
}

function bodyOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>
  throw new WrongBody('send a map as JSON')
}

function textOf(body: Readonly<Record<string, unknown>>, key: string): string {
  const value = body[key]
  if (typeof value === 'string') return value
  throw new WrongBody(`${key} must be a text`)
}

/** A file is written over only by who knows what it held. */
function versionOf({ version, new: isNew }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof version === 'string') return version
  if (isNew === true) return undefined
  throw new WrongBody('give the version that was read, or "new": true for a file that is not there yet')
}
