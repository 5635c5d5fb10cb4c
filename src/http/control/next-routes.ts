import type { FastifyInstance, FastifyRequest } from 'fastify'
import { suggest } from '../../shape/shape.ts'
import type { ControlContext } from './control-context.ts'
import { nextView } from './orders-view.ts'
import { queryOf } from './query-of.ts'
import { readNext } from './read-order.ts'

/**
 * `POST /next`: an error or a fault for the next chat request that fits and reaches a deployment, or for the next `times`;
 * several wait in line. `GET /next` tells which wait, `DELETE /next` takes them back: all, or with `?session=` those for one
 * session alone. Another query is 400.
 */
export function nextRoutes(app: FastifyInstance, { service }: ControlContext): void {
  const { orders } = service.emulator
  app.post('/next', (request) => {
    orders.addNext(readNext(request.body))
    return { ok: true, next: nextView(orders) }
  })
  app.get('/next', (request) => ({ next: nextView(orders, sessionOf(request)) }))
  app.delete('/next', (request) => {
    const session = sessionOf(request)
    const removed = nextView(orders, session)
    orders.clearNext(session)
    return { ok: true, removed, next: nextView(orders) }
  })
}

class WrongQuery extends Error {
  readonly statusCode = 400
}

/** A key that is not known could mean all orders go where one session's were meant. */
function sessionOf(request: FastifyRequest): string | undefined {
  const query = queryOf(request)
  const stranger = [...query.keys()].find((key) => key !== 'session')
  if (stranger !== undefined)
    throw new WrongQuery(`/next has no query ${JSON.stringify(stranger)}; ${suggest(stranger, ['session'])}`)
  return query.get('session') ?? undefined
}
