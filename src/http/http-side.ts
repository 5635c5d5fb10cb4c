import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import type { ControlSide } from './control-plugin.ts'
import type { TlsFiles } from './http-server.ts'
import type { Service } from './service.ts'

export interface Listening {
  readonly url: string
  readonly port: number
}

/** The whole HTTP side: one Fastify app and where it listens. */
export class HttpSide {
  readonly app: FastifyInstance
  /** Where else it listens. */
  readonly #beside: Server[] = []

  readonly #service: Service
  readonly #scheme: 'http' | 'https'

  constructor(service: Service, control: ControlSide, tls?: TlsFiles) {
    this.#service = service
    this.#scheme = tls === undefined ? 'http' : 'https'
    this.app = createApp(service, control, tls)
  }

  /** Listens for the other processes of an emulator alone. `path`: of a socket of the file system, or a named pipe. */
  async listenWithin(path: string): Promise<void> {
    await this.app.listen({ path })
  }

  /** The one place that listens. Throws what the system says when the port cannot be had. */
  async listen(host: string, port: number): Promise<Listening> {
    await this.app.listen({ host, port })
    const first = this.app.server.address() as AddressInfo
    if (host === 'localhost') await this.#listenBeside(first)
    const name = first.family === 'IPv6' ? `[${first.address}]` : first.address
    const shown = name === '0.0.0.0' || name === '[::]' ? '127.0.0.1' : name
    return { url: `${this.#scheme}://${shown}:${first.port}`, port: first.port }
  }

  /**
   * Ends as a server that is restarted: it takes no more connections, gives answers under way `drainMs` to end, and cuts
   * the others.
   */
  async close(drainMs = 0): Promise<void> {
    for (const server of this.#beside) server.close()
    this.app.server.close()
    this.#service.draining = true
    if (drainMs > 0) await this.#drained(drainMs)
    this.#service.stopping = true
    await this.app.close()
    // The answers that were cut learn of it a moment later.
    for (let turn = 0; turn < MOST_TURNS && this.#service.underWay > 0; turn++) await setImmediate()
  }

  #drained(ms: number): Promise<void> {
    const { server } = this.app
    const end = performance.now() + ms
    return new Promise((resolve) => {
      const look = setInterval(() => {
        server.closeIdleConnections()
        if (this.#service.underWay > 0 && performance.now() < end) return
        clearInterval(look)
        resolve()
      }, LOOK)
    })
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

/** Turns of the event loop. */
const MOST_TURNS = 100
/** How often it is looked whether all answers have ended, ms. */
const LOOK = 20
