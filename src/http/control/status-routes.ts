import type { FastifyInstance } from 'fastify'
import type { Journal } from '../../journal/journal.ts'
import { forget } from '../forget.ts'
import { clockStatus } from './clock-routes.ts'
import type { ControlContext } from './control-context.ts'
import { deploymentLimitsView } from './limit-routes.ts'
import { cacheView, limitsView, queuesView } from './limits-view.ts'
import { chaosView, endedView, nextView } from './orders-view.ts'

/** `GET /status`, `GET /ready`, `POST /reload`, `POST /reset`. */
export function statusRoutes(app: FastifyInstance, context: ControlContext): void {
  const { service, books } = context
  app.get('/status', () => ({
    version: context.version,
    started_at: new Date(context.startedAt).toISOString(),
    gateway: service.lines.first.line,
    lines: service.lines.names,
    seed: service.settings.seed,
    speed: service.speed,
    clock: clockStatus(service.clock),
    strict: service.settings.strict,
    scenarios: books.status(),
    sessions: service.emulator.deployment.sessions.count,
    next: nextView(service.emulator.orders),
    chaos: chaosView(service.emulator.orders, service.now()),
    ended_chaos: endedView(service.emulator.orders, service.now()),
    deployment_limits: deploymentLimitsView(service.emulator.deployment.limits, service.now()),
    journal: journalStatus(service.emulator.journal),
    ignored_config: service.lines.first.ignored,
    config: context.configFile?.status() ?? null,
    limits: limitsView(service),
    queues: queuesView(service),
    cache: cacheView(service),
    workers: context.together?.workers() ?? [],
    store: context.together?.store ?? null,
  }))
  app.get('/ready', { config: { open: true } }, (_request, reply) => {
    const ready = !service.draining && context.together?.isReady !== false
    return reply.code(ready ? 200 : 503).send({ ready })
  })
  app.post('/reload', async (_request, reply) => {
    const config = (await context.configFile?.reload()) ?? { ok: true }
    const result = await books.reload()
    const ok = result.ok && config.ok
    return reply.code(ok ? 200 : 422).send({
      ok,
      scenarios: books.status(),
      ...(context.configFile === undefined ? {} : { config: context.configFile.status() }),
    })
  })
  app.post('/reset', async (request, reply) => {
    const wanted = readReset(request.body)
    if (wanted === undefined)
      return reply
        .code(400)
        .send({ error: 'reset takes no body, or { "session": "name" } for one session alone' })
    await forget(service.emulator, books.runtimeRules, service.now(), wanted.session)
    return { ok: true }
  })
}

function journalStatus({ usage, limits }: Journal): object {
  return { ...usage, most_entries: limits.entries, most_bytes: limits.bytes }
}

/** What to forget; undefined for a body that says nothing that is known: a slip must not forget everything. */
function readReset(body: unknown): { session?: string } | undefined {
  if (body === undefined) return {}
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const { session, ...rest } = body as { session?: unknown }
  if (Object.keys(rest).length > 0) return undefined
  if (session === undefined) return {}
  return typeof session === 'string' ? { session } : undefined
}
