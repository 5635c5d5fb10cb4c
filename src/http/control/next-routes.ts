import type { FastifyInstance } from 'fastify'
import type { ControlContext } from './control-routes.ts'
import { ordersView } from './orders-view.ts'
import { readNext } from './read-order.ts'

/** `POST /next`: an error or a fault for the next chat request that fits and reaches a deployment, or for the next `times`; several wait in line. */
export function nextRoutes(app: FastifyInstance, { service }: ControlContext): void {
  const { orders } = service.emulator
  app.post('/next', (request) => {
    orders.addNext(readNext(request.body))
    return { ok: true, next: ordersView(orders, service.now()).next }
  })
}
