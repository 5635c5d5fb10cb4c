import type { FastifyInstance, FastifyReply } from 'fastify'
import type { JournalEntry } from '../../journal/entry.ts'
import { copiesIn } from '../../journal/copies.ts'
import { filtered, readFilter } from '../../journal/filter.ts'
import { harOf } from '../../journal/har.ts'
import { journalView, wholeJournalView } from '../../journal/view.ts'
import { COPIES } from '../../recording/request-as.ts'
import { scenarioOf } from '../../recording/scenario-of.ts'
import { suggest } from '../../shape/shape.ts'
import type { ControlContext } from './control-context.ts'
import { queryOf } from './query-of.ts'
import { replayExchange } from './replay-exchange.ts'

/** `GET /journal` with filters, as JSON, JSONL or HAR; `GET /journal/{id}`; `POST /journal/{id}/replay`; `DELETE /journal`. */
export function journalRoutes(app: FastifyInstance, { service, version, together }: ControlContext): void {
  const { emulator } = service
  const { journal } = emulator
  app.get('/journal', (request, reply) => {
    const query = queryOf(request)
    const filter = readFilter(query, ['format'])
    if (typeof filter === 'string') return reply.code(400).send({ error: filter })
    const entries = filtered(journal.list(), filter)
    const format = query.get('format') ?? 'json'
    const copies = copiesIn(journal.list())
    switch (format) {
      case 'json':
        return { entries: entries.map((entry) => journalView(entry, copies)) }
      case 'jsonl':
        return reply
          .type('application/jsonl; charset=utf-8')
          .send(entries.map((entry) => `${JSON.stringify(wholeJournalView(entry, copies))}\n`).join(''))
      case 'har':
        return reply
          .header('content-disposition', 'attachment; filename="bifrost-emulator.har"')
          .send(harOf(entries, version))
      default:
        return wrongFormat(reply, format, FORMATS)
    }
  })
  app.get('/journal/:id', (request, reply) => {
    const entry = journal.find(idOf(request.params))
    if (entry === undefined) return notThere(reply, idOf(request.params))
    const format = queryOf(request).get('format') ?? 'json'
    if (format === 'json') return wholeJournalView(entry, copiesIn(journal.list()))
    const copy = FORMATS_OF_ONE[format]
    if (copy === undefined) return wrongFormat(reply, format, ['json', ...Object.keys(FORMATS_OF_ONE)])
    return reply.type('text/plain; charset=utf-8').send(copy(entry, `${request.protocol}://${request.host}`))
  })
  app.post('/journal/:id/replay', (request, reply) => {
    const before = journal.find(idOf(request.params))
    if (before === undefined) return notThere(reply, idOf(request.params))
    const { entry, same, difference } = replayExchange(emulator, before, {
      ...service.moment(),
      began: together?.began(),
    })
    return {
      ok: true,
      replay_of: before.id,
      same,
      ...(difference === undefined ? {} : { difference }),
      entry: wholeJournalView(entry),
    }
  })
  app.delete('/journal', () => {
    journal.clear()
    return { ok: true }
  })
}

const FORMATS = ['json', 'jsonl', 'har']

/** What one exchange can be taken along as. */
const FORMATS_OF_ONE: Readonly<Record<string, (entry: JournalEntry, origin: string) => string>> = {
  scenario: scenarioOf,
  ...COPIES,
}

function wrongFormat(reply: FastifyReply, format: string, known: readonly string[]) {
  return reply
    .code(400)
    .send({ error: `the journal has no format ${JSON.stringify(format)}; ${suggest(format, known)}` })
}

function idOf(params: unknown): string {
  return (params as { id: string }).id
}

function notThere(reply: FastifyReply, id: string) {
  return reply.code(404).send({ error: `no exchange ${JSON.stringify(id)} in the journal` })
}
