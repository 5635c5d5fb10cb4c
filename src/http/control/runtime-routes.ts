import type { FastifyInstance } from 'fastify'
import { diagnosticToJson, firstDiagnostics, MOST_TOLD } from '../../shape/diagnostic.ts'
import type { ControlContext } from './control-context.ts'

/**
 * `POST /scenarios` adds rules while the program runs: a scenario file as YAML or JSON, or one scenario, or a list of them,
 * as JSON. 422 tells each mistake with its place. `DELETE /scenarios` and `DELETE /scenarios/{name}` take them away.
 */
export function runtimeRoutes(app: FastifyInstance, { books }: ControlContext): void {
  const { runtimeRules } = books
  if (runtimeRules === undefined) return
  app.addContentTypeParser(TEXTS, { parseAs: 'string' }, (_request, text, done) => done(null, text))
  app.post('/scenarios', async (request, reply) => {
    const text = fileText(request.body)
    if (text === undefined) return reply.code(400).send({ ok: false, error: WANTED })
    const { ok, diagnostics, names } = await runtimeRules.add(text)
    const trouble = { errors: of(diagnostics, 'error'), warnings: of(diagnostics, 'warning') }
    return reply.code(ok ? 201 : 422).send(ok ? { ok, added: names, ...trouble } : { ok, ...trouble })
  })
  app.delete('/scenarios', async (request) => {
    const { name } = request.query as { name?: string }
    return { ok: true, removed: await runtimeRules.remove(name) }
  })
  app.delete('/scenarios/:name', async (request, reply) => {
    const { name } = request.params as { name: string }
    const removed = await runtimeRules.remove(name)
    return removed.length > 0
      ? { ok: true, removed }
      : reply.code(404).send({ ok: false, error: `no rule ${JSON.stringify(name)} was added at run time` })
  })
}

const TEXTS = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/plain']
const WANTED =
  'send scenarios: as application/json (a file, a scenario, or a list of them) or as application/yaml'

type Found = Parameters<typeof diagnosticToJson>[0]

function of(diagnostics: readonly Found[], severity: Found['severity']): readonly object[] {
  const some = diagnostics.filter((it) => it.severity === severity)
  return firstDiagnostics(some, MOST_TOLD).map(diagnosticToJson)
}

/** The body as the text of a scenario file. */
function fileText(body: unknown): string | undefined {
  if (typeof body === 'string') return body.trim() === '' ? undefined : body
  if (typeof body !== 'object' || body === null) return undefined
  if (Array.isArray(body)) return JSON.stringify({ scenarios: body })
  const isFile = 'scenarios' in body || 'defaults' in body
  return JSON.stringify(isFile ? body : { scenarios: [body] })
}
