import type { FastifyInstance } from 'fastify'
import { ManualClock } from '../../play/manual-clock.ts'
import type { ControlContext } from './control-context.ts'
import { moveClock } from './move-clock.ts'
import { readClockOrder } from './read-clock-order.ts'

/**
 * `GET /clock`: what time it is, who waits, and when the next one is due. `POST /clock` moves a manual clock: it answers
 * when everything that is due by then has been sent.
 */
export function clockRoutes(app: FastifyInstance, { service }: ControlContext): void {
  const { clock } = service
  app.get('/clock', () =>
    clock instanceof ManualClock
      ? { ...clockView(clock), exchanges: exchangesOf(clock) }
      : { clock: 'wall', date: new Date(service.now()).toISOString() },
  )
  app.post('/clock', { config: { local: true } }, async (request, reply) => {
    if (!(clock instanceof ManualClock))
      return reply
        .code(409)
        .send({ error: 'time passes by itself here; start with --clock manual to move it' })
    const before = clock.now()
    const order = readClockOrder(request.body, clock.date())
    const problem = await moveClock(clock, order)
    if (problem !== undefined) return reply.code(409).send({ error: problem, ...clockView(clock) })
    return { ok: true, moved_ms: clock.now() - before, ...clockView(clock) }
  })
}

/** Where a manual clock stands; `wall` for real time. */
export function clockStatus(clock: unknown): object | string {
  return clock instanceof ManualClock ? clockView(clock) : 'wall'
}

/** `waiting`: exchanges that wait for time to pass. `unread`: answers that their clients do not read. */
function clockView(clock: ManualClock): object {
  return {
    clock: 'manual',
    now_ms: clock.now(),
    date: new Date(clock.date()).toISOString(),
    waiting: clock.waiting,
    next_in_ms: clock.nextInMs ?? null,
    unread: clock.unread,
  }
}

const MOST_SHOWN = 100

function exchangesOf(clock: ManualClock): readonly object[] {
  return clock
    .list()
    .slice(0, MOST_SHOWN)
    .map(({ what, inMs }) => ({ exchange: what, next_in_ms: inMs }))
}
