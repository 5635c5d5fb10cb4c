import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What is kept of a client's connection: enough to know where a request begins that Node refuses. */
export class Connection {
  /** The newest request that Node read, and its response. */
  request: IncomingMessage | undefined
  response: ServerResponse | undefined
  /** Bytes of the connection that had been read when the head of that request was whole: up to the end of a packet. */
  readUpTo = 0
  /** Requests that wait for the answers before theirs. */
  ahead = 0
}

const CONNECTION = Symbol('connection')

interface Tracked extends Socket {
  [CONNECTION]?: Connection
}

export function trackConnection(socket: Socket): void {
  ;(socket as Tracked)[CONNECTION] = new Connection()
}

/** What is kept of a connection; undefined for one that another server took. */
export function connectionOf(socket: Socket): Connection | undefined {
  return (socket as Tracked)[CONNECTION]
}
