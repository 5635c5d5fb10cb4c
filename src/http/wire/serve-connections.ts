import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Service } from '../service.ts'
import { GatewayConnection } from './gateway-connection.ts'

/**
 * Lets the gateway's own reader serve the connections of an HTTP server. Where a request is not the gateway's
 * (`isControl` of its target), Node takes the connection over, from this request on.
 */
export function serveConnections(
  server: Server,
  service: Service,
  isControl: (target: string) => boolean,
): void {
  const open = new Set<Socket>()
  const nodes = server.listeners('connection') as ((this: Server, socket: Socket) => void)[]
  server.removeAllListeners('connection')
  const foreign = {
    isForeign: ({ target }: { readonly target: string }) => isControl(target),
    take: (socket: Socket, bytes: Buffer) => {
      open.delete(socket)
      for (const listener of nodes) listener.call(server, socket)
      socket.unshift(bytes)
      process.nextTick(() => socket.resume())
    },
  }
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    new GatewayConnection(socket, service, foreign).start()
  })
  // Node closes only the connections that it serves itself.
  const closeAll = server.closeAllConnections.bind(server)
  server.closeAllConnections = () => {
    for (const socket of open) socket.destroy()
    closeAll()
  }
}
