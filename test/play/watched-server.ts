import type { Socket } from 'node:net'
import { createApp } from '../../src/http/app.ts'
import { listen } from '../../src/http/server.ts'
import { Service } from '../../src/http/service.ts'
import type { Emulator } from '../../src/emulator.ts'
import type { Clock } from '../../src/play/clock.ts'
import { testEmulator } from '../support/start-service.ts'
import type { TestOptions } from '../support/start-service.ts'

export interface WatchedServer extends AsyncDisposable {
  readonly port: number
  readonly emulator: Emulator
  /** The server's ends of the connections, in the order in which they came. */
  readonly sockets: readonly Socket[]
}

/** The emulator behind a socket, with its own clock, its connections in view. */
export async function watchedServer(
  options: TestOptions & { readonly clock: Clock },
): Promise<WatchedServer> {
  const emulator = testEmulator(options)
  const bugs: unknown[] = []
  const service = new Service({
    emulator,
    clock: options.clock,
    speed: options.speed ?? 0,
    onBug: (error) => bugs.push(error),
  })
  const books = { status: () => STATUS, reload: async () => ({ ok: true }) }
  const app = createApp({ service, books, version: 'test', startedAt: 0, token: undefined })
  const sockets: Socket[] = []
  app.server.on('connection', (socket: Socket) => sockets.push(socket))
  const { port } = await listen(app, '127.0.0.1', 0)
  return {
    port,
    emulator,
    sockets,
    [Symbol.asyncDispose]: async () => {
      await app.close()
      if (bugs.length > 0) throw new AggregateError(bugs, 'the emulator met a bug')
    },
  }
}

const STATUS = {
  sources: [],
  files: [],
  rules: 0,
  generation: 1,
  watching: 'off',
  last_reload: { at: '', ok: true, errors: [], warnings: [] },
} as const
