import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

export interface Listening {
  readonly url: string
  readonly port: number
}

/** The one place that listens. Throws what the system says when the port cannot be had. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<Listening> {
  await app.listen({ host, port })
  const address = app.server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  const shown = name === '0.0.0.0' || name === '[::]' ? '127.0.0.1' : name
  return { url: `http://${shown}:${address.port}`, port: address.port }
}
