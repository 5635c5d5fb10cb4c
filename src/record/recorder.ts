import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Forwarder } from './forward.ts'
import { scenarioFrom } from './scenario.ts'
import type { RecordedAs } from './scenario.ts'
import { ScenarioFolder } from './scenario-folder.ts'
import type { Redaction } from './secrets.ts'

export interface RecorderOptions {
  /** Where requests go: scheme, host, and a path that goes before theirs. */
  readonly target: URL
  readonly as: RecordedAs
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly folder: string
  /** What else is a secret, wherever it stands. */
  readonly redaction: Redaction
  /** An exchange passed; `file`: its scenario, undefined for what is no whole chat exchange. */
  readonly onExchange?: (line: {
    method: string
    target: string
    status: number
    file: string | undefined
  }) => void
}

export interface Recorder {
  readonly url: string
  /** Ends; everything that has passed is on disk then. */
  close(): Promise<void>
}

/** Stands between a client and a target, passes everything on as it comes, and keeps each chat exchange as a scenario. */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const folder = await ScenarioFolder.open(options.folder)
  const forwarder = new Forwarder(options.target)
  const running = new Set<Promise<void>>()
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const recorded = await forwarder.forward(request, await buffer(request), response)
    if (recorded === undefined) return
    const scenario = scenarioFrom(recorded, options.as, options.redaction)
    const file = scenario === undefined ? undefined : await folder.add(scenario)
    const { method, target, status } = recorded
    options.onExchange?.({ method, target, status, file })
  }
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    const work = serve(request, response).catch(() => void response.destroy())
    running.add(work)
    void work.finally(() => running.delete(work))
  })
  const port = await listen(server, options.host, options.port)
  return {
    url: `http://${options.host}:${port}`,
    close: async () => {
      server.close()
      server.closeIdleConnections()
      await forwarder.close()
      server.closeAllConnections()
      await Promise.all(running)
      await folder.flushed()
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port))
  })
}
