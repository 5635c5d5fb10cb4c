import type { FastifyInstance } from 'fastify'
import { journalView } from '../../journal.ts'
import type { ControlContext } from './control-routes.ts'

/** `GET /journal`, `GET /journal/{id}`, `DELETE /journal`. */
export function journalRoutes(app: FastifyInstance, { service }: ControlContext): void {
  const { journal } = service.emulator
  app.get('/journal', (request) => {
    const { session } = request.query as { session?: string }
    const entries = journal.list().filter((entry) => session === undefined || entry.session === session)
    return { entries: entries.map(journalView) }
  })
  app.get('/journal/:id', (request, reply) => {
    const { id } = request.params as { id: string }
    const entry = journal.find(id)
    return entry === undefined
      ? reply.code(404).send({ error: `no exchange ${JSON.stringify(id)} in the journal` })
      : journalView(entry)
  })
  app.delete('/journal', () => {
    journal.clear()
    return { ok: true }
  })
}
