import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createEmulator } from './create-emulator.ts'
import type { RunningEmulator } from './create-emulator.ts'
import type { EmulatorOptions } from './emulator-options.ts'

/** The emulator's own options, or an emulator that runs already. */
export type MountOptions = { readonly prefix: string } & (
  | { readonly emulator: RunningEmulator }
  | (EmulatorOptions & { readonly emulator?: undefined })
)

/**
 * Mounts an emulator into somebody's own Fastify server: `app.register(bifrostEmulator, { prefix: '/ai' })`. Every request
 * under the prefix is the emulator's, all others stay as they were: parsers, hooks and error handlers of the one know
 * nothing of the other. An emulator that was made here ends with the server.
 */
export async function bifrostEmulator(app: FastifyInstance, options: MountOptions): Promise<void> {
  const { prefix: base } = app
  if (base === '' || base === '/')
    throw new TypeError("bifrostEmulator needs a prefix: app.register(bifrostEmulator, { prefix: '/ai' })")
  if ((app.initialConfig as { http2?: boolean }).http2 === true)
    throw new TypeError('bifrostEmulator speaks HTTP/1.1; this server was made with http2')
  const emulator = options.emulator ?? (await createEmulator(ownOptions(options)))
  if (options.emulator === undefined) app.addHook('onClose', () => emulator.close())
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    request.url = (request.url ?? '').slice(base.length)
    if (!request.url.startsWith('/')) request.url = `/${request.url}`
    emulator.app.routing(request, response)
  }
  takeRequests(app, base, serve)
  serveInjected(app, serve)
}

type Serve = (request: IncomingMessage, response: ServerResponse) => void

function ownOptions(options: object): EmulatorOptions {
  const {
    prefix: _prefix,
    emulator: _none,
    ...own
  } = options as EmulatorOptions & {
    prefix: string
    emulator: undefined
  }
  return own
}

/** Requests over a socket are taken before the app sees them, or its hooks would run. */
function takeRequests({ server }: FastifyInstance, base: string, serve: Serve): void {
  const theirs = server.listeners('request') as Serve[]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isUnder(request.url ?? '', base)) serve(request, response)
    else for (const listener of theirs) listener.call(server, request, response)
  })
}

function isUnder(url: string, base: string): boolean {
  if (!url.startsWith(base)) return false
  const next = url.charAt(base.length)
  return next === '' || next === '/' || next === '?'
}

/** What comes otherwise, as with `app.inject`, goes by the app's routes. */
function serveInjected(app: FastifyInstance, serve: Serve): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const handler = ({ raw }: FastifyRequest, reply: FastifyReply) => {
    reply.hijack()
    serve(raw, reply.raw)
  }
  app.setErrorHandler((_error, request, reply) => handler(request, reply))
  app.all('/*', handler)
}

export { bifrostEmulator as default }
