import type { FastifyInstance } from 'fastify'
import type { VerdictOptions } from '../../verdict/rule.ts'
import { verdictJunit } from '../../verdict/formats/verdict-junit.ts'
import { verdictSarif } from '../../verdict/formats/verdict-sarif.ts'
import { verdictText } from '../../verdict/formats/verdict-text.ts'
import { verdictOn } from '../../verdict/verdict.ts'
import type { ControlContext } from './control-context.ts'
import { queryOf } from './query-of.ts'
import { readDuration } from '../../values/duration.ts'
import { readFormat, WrongQuery } from './read-format.ts'

/** `GET /verdict`: how clients behaved, of all sessions or one; as JSON, text, JUnit XML or SARIF. */
export function verdictRoutes(app: FastifyInstance, { service, version }: ControlContext): void {
  app.get('/verdict', (request, reply) => {
    const query = queryOf(request)
    const format = readFormat(query, ['json', 'text', 'junit', 'sarif'], KEYS)
    const session = query.get('session')
    const entries = service.emulator.journal
      .list()
      .filter((entry) => session === null || entry.session === session)
    const verdict = verdictOn(entries, service.now(), readOptions(query))
    switch (format) {
      case 'json':
        return verdict
      case 'text':
        return reply.type('text/plain; charset=utf-8').send(verdictText(verdict))
      case 'junit':
        return reply.type('application/xml; charset=utf-8').send(verdictJunit(verdict))
      case 'sarif':
        return reply
          .type('application/sarif+json; charset=utf-8')
          .send(JSON.stringify(verdictSarif(verdict, version)))
    }
  })
}

const KEYS = ['session', 'final', 'quiet', 'read_timeout']

function readOptions(query: URLSearchParams): Partial<VerdictOptions> {
  const final = query.get('final') ?? 'false'
  if (final !== 'true' && final !== 'false')
    throw new WrongQuery(`final must be true or false, got ${JSON.stringify(final)}`)
  const quietMs = readTime(query, 'quiet')
  const readTimeoutMs = readTime(query, 'read_timeout')
  return {
    final: final === 'true',
    ...(quietMs === undefined ? {} : { quietMs }),
    ...(readTimeoutMs === undefined ? {} : { readTimeoutMs }),
  }
}

function readTime(query: URLSearchParams, key: string): number | undefined {
  const written = query.get(key)
  if (written === null) return undefined
  const ms = readDuration(written)
  if (ms === undefined)
    throw new WrongQuery(`${key} must be a time such as "30s" or "500ms", got ${JSON.stringify(written)}`)
  return ms
}
