import type { FastifyInstance } from 'fastify'
import { ManualClock } from '../../play/manual-clock.ts'
import { isObject } from '../../request/chat-request.ts'
import type { ControlContext } from './control-routes.ts'

/** More than a year at once is a mistake. */
const MOST_MS = 366 * 86_400_000

/** `POST /clock {"advance_ms": n}`: answers when everything that is due by then has been sent. */
export function clockRoutes(app: FastifyInstance, { service }: ControlContext): void {
  const { clock } = service
  app.post('/clock', async (request, reply) => {
    if (!(clock instanceof ManualClock))
      return reply
        .code(409)
        .send({ error: 'time passes by itself here; start with --clock manual to move it' })
    const ms = isObject(request.body) ? request.body['advance_ms'] : undefined
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= MOST_MS))
      return reply.code(400).send({
        error: `advance_ms must be a number of milliseconds from 0 to ${MOST_MS}, got ${JSON.stringify(ms)}`,
      })
    await clock.advance(ms)
    return { ok: true, ...clockView(clock) }
  })
}

/** Where a manual clock stands; `wall` for real time. */
export function clockStatus(clock: unknown): object | string {
  return clock instanceof ManualClock ? clockView(clock) : 'wall'
}

function clockView(clock: ManualClock): object {
  return { now_ms: clock.now(), date: new Date(clock.date()).toISOString(), waiting: clock.waiting }
}
