import { Socket } from 'node:net'

/** Ends a connection with a reset. One with TLS has no reset of its own: that of the connection below it does it. */
export function resetConnection(socket: Socket | null): void {
  if (socket === null) return
  const below = (socket as { readonly _parent?: unknown })._parent
  if (below instanceof Socket) {
    below.resetAndDestroy()
    socket.destroy()
  } else socket.resetAndDestroy()
}
