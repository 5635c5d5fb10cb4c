import { valueOf } from '../../shape/read-value.ts'
import { checkShape, matchShape, writeShape } from './file-bodies.ts'
import type { FastifyInstance } from 'fastify'
import { errorCatalogue, errorNames } from '../../errors/catalogue.ts'
import { faultTable } from '../../faults/fault-table.ts'
import { contextOf, requestsOf } from '../../journal/asked.ts'
import { diagnosticToJson } from '../../shape/diagnostic.ts'
import { explainMiss } from '../../scenario/match/explain-miss.ts'
import { findRule } from '../../scenario/match/find-rule.ts'
import { scenarioJsonSchema } from '../../scenario/schema/json-schema.ts'
import type { ControlContext } from './control-context.ts'

const BODY = 'the body'

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
    const { text: written, version } = valueOf(request.body, writeShape, BODY)
    return files.write(pathOf(request.params), written!, version)
  })
  app.post('/files/check', { config: { local: true } }, async (request) => {
    const { file, text: written } = valueOf(request.body, checkShape, BODY)
    const diagnostics = await files.check(file!, written!)
    return { diagnostics: diagnostics.map(diagnosticToJson) }
  })
  app.post('/files/match', { config: { local: true } }, async (request) => {
    const { exchange: id, file, text: written } = valueOf(request.body, matchShape, BODY)
    const entry = service.emulator.journal.find(id!)
    if (entry === undefined) throw new NotThere(`no exchange ${JSON.stringify(id)} in the journal`)
    const book = await files.bookWith(file!, written!)
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

class NotThere extends Error {
  readonly statusCode = 404
}

function pathOf(params: unknown): string {
  return (params as { '*': string })['*']
}
