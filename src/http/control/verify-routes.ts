import type { FastifyInstance } from 'fastify'
import { readChecks } from '../../verify/read-checks.ts'
import { verificationText } from '../../verify/verification-text.ts'
import { verify } from '../../verify/verify.ts'
import { readFormat } from './read-format.ts'
import type { ControlContext } from './control-context.ts'
import { queryOf } from './query-of.ts'

/** `POST /verify`: 200 when all checks hold, 417 when one does not (`curl --fail` sees it), 400 when a check makes no sense. */
export function verifyRoutes(app: FastifyInstance, { service }: ControlContext): void {
  app.post('/verify', { config: { local: true } }, (request, reply) => {
    const format = readFormat(queryOf(request), ['json', 'text'], [])
    const result = verify(readChecks(request.body), service.emulator.journal.list())
    reply.code(result.ok ? 200 : 417)
    return format === 'text'
      ? reply.type('text/plain; charset=utf-8').send(verificationText(result))
      : { ...result, text: verificationText(result) }
  })
}
