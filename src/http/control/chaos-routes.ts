import type { FastifyInstance } from 'fastify'
import type { ControlContext } from './control-context.ts'
import { chaosView, endedView } from './orders-view.ts'
import { readChaos } from './read-order.ts'

/**
 * `GET /chaos`, `PUT /chaos` (takes the place of what was ordered before), `DELETE /chaos` (ends that). The chaos of files
 * stands beside it, as long as it stands in a file. What ended stays in the list `ended`, with its figures. Only chat requests that reach a deployment are ever hit.
 */
export function chaosRoutes(app: FastifyInstance, { service }: ControlContext): void {
  const { orders } = service.emulator
  const shown = (at: number) => ({ chaos: chaosView(orders, at), ended: endedView(orders, at) })
  app.get('/chaos', () => shown(service.now()))
  app.put('/chaos', (request) => {
    const at = service.now()
    orders.setChaos(readChaos(request.body), at)
    return { ok: true, ...shown(at) }
  })
  app.delete('/chaos', () => {
    const at = service.now()
    orders.setChaos([], at)
    return { ok: true, ...shown(at) }
  })
}
