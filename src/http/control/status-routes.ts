import type { FastifyInstance } from 'fastify'
import type { ControlContext } from './control-routes.ts'

/** `GET /status`, `POST /reload`, `POST /reset`. */
export function statusRoutes(app: FastifyInstance, context: ControlContext): void {
  const { service, books } = context
  app.get('/status', () => ({
    version: context.version,
    started_at: new Date(context.startedAt).toISOString(),
    gateway: service.settings.gateway.profile.line,
    seed: service.settings.seed,
    speed: service.speed,
    strict: service.settings.strict,
    scenarios: books.status(),
    sessions: service.emulator.deployment.sessions.count,
    ignored_config: service.settings.gateway.config.ignored,
  }))
  app.post('/reload', async (_request, reply) => {
    const result = await books.reload()
    return reply.code(result.ok ? 200 : 422).send({ ok: result.ok, scenarios: books.status() })
  })
  app.post('/reset', (request) => {
    const session = (request.body as { session?: unknown } | null | undefined)?.session
    service.emulator.reset(typeof session === 'string' ? session : undefined)
    return { ok: true }
  })
}
