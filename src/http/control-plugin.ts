import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CONTROL_PREFIX, isControl } from './control-path.ts'
import type { ControlContext } from './control/control-context.ts'
import type { GatewayRequests } from './gateway-requests.ts'

/** Who answers the emulator's own routes. */
export interface ControlSide {
  /** Answers a request if it is for one of these routes; true if so. */
  takes(request: IncomingMessage, response: ServerResponse): boolean
  close(): Promise<void>
}

/**
 * The emulator's own routes. They are an app of their own, made for the first who asks: it takes several times as long as
 * all the rest of a start, and most tests never ask.
 */
export class ControlApp implements ControlSide {
  readonly #context: ControlContext
  #app: Promise<FastifyInstance> | undefined

  constructor(context: ControlContext) {
    this.#context = context
  }

  made(): Promise<FastifyInstance> {
    return (this.#app ??= import('./control/control-app.ts').then(async ({ createControlApp }) => {
      const app = createControlApp(this.#context)
      await app.ready()
      return app
    }))
  }

  takes(request: IncomingMessage, response: ServerResponse): boolean {
    if (!isControl(request.url ?? '')) return false
    void this.made().then((app) => app.routing(request, response))
    return true
  }

  async close(): Promise<void> {
    await (await this.#app)?.close()
  }
}

export interface ControlPluginOptions {
  readonly control: ControlSide
  readonly gateway: GatewayRequests
}

/** Hands what is under `/_emulator` on; what stands there behind the name of a session is the gateway's. */
export async function controlPlugin(
  app: FastifyInstance,
  { control, gateway }: ControlPluginOptions,
): Promise<void> {
  app.removeAllContentTypeParsers()
  // Who answers reads the body.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const serve = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack()
    if (!control.takes(request.raw, reply.raw)) gateway.serve(request.raw, reply.raw, undefined)
  }
  app.setErrorHandler((_error, request, reply) => serve(request, reply))
  app.all(CONTROL_PREFIX, serve)
  app.all(`${CONTROL_PREFIX}/*`, serve)
  app.addHook('preClose', () => control.close())
}
