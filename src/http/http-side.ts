import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import type { ControlContext } from './control/control-context.ts'
import { ControlApp } from './control-plugin.ts'

export interface Listening {
  readonly url: string
  readonly port: number
}

/** The whole HTTP side: one Fastify app and where it listens. */
export class HttpSide {
  readonly app: FastifyInstance
  readonly #control: ControlApp
  /** Where else it listens. */
  readonly #beside: Server[] = []

  constructor(context: ControlContext) {
    this.#control = new ControlApp(context)
    this.app = createApp(context.service, this.#control)
  }

  /** The emulator's own routes. */
  control(): Promise<FastifyInstance> {
    return this.#control.made()
  }

  /** The one place that listens. Throws what the system says when the port cannot be had. */
  async listen(host: string, port: number): Promise<Listening> {
    await this.app.listen({ host, port })
    const first = this.app.server.address() as AddressInfo
    if (host === 'localhost') await this.#listenBeside(first)
    const name = first.family === 'IPv6' ? `[${first.address}]` : first.address
    const shown = name === '0.0.0.0' || name === '[::]' ? '127.0.0.1' : name
    return { url: `http://${shown}:${first.port}`, port: first.port }
  }

  /** Breaks what is under way. */
  async close(): Promise<void> {
    for (const server of this.#beside) server.close()
    await this.app.close()
  }

  /** Called with each connection of a client, as `net.Server` does. */
  onConnection(listener: (socket: Socket) => void): void {
    this.app.server.on('connection', listener)
  }

  /** The name of this machine may stand for two addresses, and a client may take either. */
  async #listenBeside({ address, port }: AddressInfo): Promise<void> {
    for (const other of await lookup('localhost', { all: true }))
      if (other.address !== address) await this.#listenOn(other.address, port).catch(() => undefined)
  }

  async #listenOn(host: string, port: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.app.server.emit('connection', socket),
    )
    server.listen({ host, port })
    await once(server, 'listening')
    this.#beside.push(server)
  }
}
