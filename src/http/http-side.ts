import { lookup } from 'node:dns/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { refuseBrokenRequest } from './broken-request.ts'
import type { ControlContext } from './control/control-context.ts'
import { isControl } from './control-path.ts'
import { serveGateway } from './gateway-listener.ts'
import { serveConnections } from './wire/serve-connections.ts'

export interface Listening {
  readonly url: string
  readonly port: number
}

/** Node counts the head of a request without the marks between its parts; these are the fewest a request line and a host need. */
const HEAD_MARKS = 24

/**
 * The whole HTTP side: every path outside `/_emulator/` belongs to the gateway, whatever its method; the emulator's own
 * routes are those of a Fastify app. That app is made for the first who asks: with its library it takes four times as long
 * as all the rest of a start, and most tests never ask.
 */
export class HttpSide {
  readonly #context: ControlContext
  readonly #servers: Server[] = []
  #control: Promise<FastifyInstance> | undefined
  /** The last answer of a control route on a connection: what the gateway sends past Node must not overtake it. */
  readonly #asked = new WeakMap<object, ServerResponse>()

  constructor(context: ControlContext) {
    this.#context = context
  }

  /** The emulator's own routes. */
  control(): Promise<FastifyInstance> {
    return (this.#control ??= import('./control/control-app.ts').then(async ({ createControlApp }) => {
      const app = createControlApp(this.#context)
      await app.ready()
      return app
    }))
  }

  /** The one place that listens. Throws what the system says when the port cannot be had. */
  async listen(host: string, port: number): Promise<Listening> {
    const first = await this.#listenOn(host, port)
    if (host === 'localhost') await this.#listenBeside(first)
    const name = first.family === 'IPv6' ? `[${first.address}]` : first.address
    const shown = name === '0.0.0.0' || name === '[::]' ? '127.0.0.1' : name
    return { url: `http://${shown}:${first.port}`, port: first.port }
  }

  /** Breaks what is under way. */
  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve())
            server.closeAllConnections()
          }),
      ),
    )
    await (await this.#control)?.close()
  }

  /** Called with each connection of a client, as `net.Server` does. */
  onConnection(listener: (socket: Socket) => void): void {
    for (const server of this.#servers) server.on('connection', listener)
  }

  async #listenOn(host: string, port: number): Promise<AddressInfo> {
    const server = this.#createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, () => {
        server.off('error', reject)
        resolve()
      })
    })
    this.#servers.push(server)
    return server.address() as AddressInfo
  }

  /** The name of this machine may stand for two addresses, and a client may take either. */
  async #listenBeside({ address, port }: AddressInfo): Promise<void> {
    for (const other of await lookup('localhost', { all: true }))
      if (other.address !== address) await this.#listenOn(other.address, port).catch(() => undefined)
  }

  #createServer(): Server {
    const { service } = this.#context
    const server = createServer({
      maxHeaderSize: service.lines.limits.maxHeadBytes - HEAD_MARKS,
      requireHostHeader: false,
      // Once a socket is slow, more than this is held back in the emulator, not in memory.
      highWaterMark: 16 * 1024,
      keepAlive: false,
      keepAliveTimeout: 0,
      requestTimeout: 0,
    })
    serveConnections(server, service, isControl)
    server.on('request', (request, response) => this.#serve(request, response))
    server.on('clientError', (error, socket) =>
      refuseBrokenRequest(error, socket as Socket, service.refuser()),
    )
    return server
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    if (isControl(request.url ?? '')) {
      this.#asked.set(request.socket, response)
      void this.control().then((app) => app.routing(request, response))
      return
    }
    const serve = () => serveGateway(request, response, this.#context.service)
    const before = this.#asked.get(request.socket)
    if (before === undefined || before.writableFinished) serve()
    else before.once('finish', serve)
  }
}
